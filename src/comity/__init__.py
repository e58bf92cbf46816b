"""Comity: lawful, provable and fast cooperation between two states' authorities."""

__version__ = "0.1.0"
