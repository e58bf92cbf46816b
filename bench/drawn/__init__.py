"""Persons and pairs drawn by the rules of their languages, with a seed: nothing of them is in any file."""
