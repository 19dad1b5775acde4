"""Verbs of the shop front."""
