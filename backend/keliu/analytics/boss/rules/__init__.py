"""The law of the boss radar. No tables, no clock."""
