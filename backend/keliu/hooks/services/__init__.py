"""What is done with endpoints and deliveries."""
