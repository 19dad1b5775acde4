"""The endpoints of sales."""
