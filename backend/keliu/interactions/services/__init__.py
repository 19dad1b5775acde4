"""What can be done on the timeline and with plans."""
