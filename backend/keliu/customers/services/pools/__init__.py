"""What can be done with pools."""
