"""The transparency log: append-only trees, their proofs, signed heads and witnesses; arithmetic only."""
