"""How many threads a web process has (decision 0053)."""

USUAL = 4
"""While some wait for the database, others work."""

DEMO = 2
"""Each has a connection of its own, and the demo stays small."""
