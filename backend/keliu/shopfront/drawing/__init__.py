"""How posters are drawn."""
