"""Questions about fields and forms."""
