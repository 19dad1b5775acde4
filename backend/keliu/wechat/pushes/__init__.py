"""What WeChat pushes to us: its seals, its messages and events, and what we answer at once."""
