"""Questions about the shop front."""
