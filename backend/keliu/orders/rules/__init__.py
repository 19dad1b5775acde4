"""Pure law."""
