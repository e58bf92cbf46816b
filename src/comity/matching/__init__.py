"""Matching: names in any script, the likeness of two records and the keys they share; arithmetic only."""
