"""Doors of outreach: what one hears and by which channel."""
