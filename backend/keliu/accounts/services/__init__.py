"""Verbs of the accounts context."""
