"""Speaking to customers: the only way there."""
