"""The HTTP side of tags."""
