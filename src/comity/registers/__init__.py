"""An authority's own records, held sealed and found by blind terms."""
