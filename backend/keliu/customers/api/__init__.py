"""HTTP entrances of the customers context."""
