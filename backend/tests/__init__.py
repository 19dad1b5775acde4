"""What every test shares: the throw-away database and the cast."""
