"""Questions about timelines and plans."""
