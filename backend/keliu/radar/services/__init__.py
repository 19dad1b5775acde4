"""Verbs of the radar."""
