"""Questions about what was said to customers."""
