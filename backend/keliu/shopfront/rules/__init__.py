"""Pure law of fronts, Moments and posters."""
