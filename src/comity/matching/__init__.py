"""Matching: how a name is read in any script, how alike two records are, and the keys they share; arithmetic only."""
