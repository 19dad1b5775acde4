"""What is learned at night. Only the night's own process imports this: numpy and its relatives
would otherwise stay in the memory of every server."""
