"""Endpoints of the radar."""
