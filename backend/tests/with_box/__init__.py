"""The product's adapters and the box, which share no code, face to face."""
