"""Shapes of the interactions endpoints."""
