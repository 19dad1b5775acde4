"""What passes through the gate."""
