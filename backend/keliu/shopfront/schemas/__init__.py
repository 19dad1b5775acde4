"""Shapes of the shop front, Moments and posters."""
