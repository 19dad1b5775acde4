"""Searching for customers that may be one, and deciding about what was found."""
