"""The endpoints of kinds."""
