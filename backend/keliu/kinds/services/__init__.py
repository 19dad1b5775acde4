"""Verbs of fields: defining them, checking values, keeping unique values unique."""
