"""Handing over everything of a person: customers themselves, rows of any table, and the whole."""
