"""HTTP entrances of the accounts context."""
