"""HTTP entrances of the interactions context."""
