"""Verbs of the catalog."""
