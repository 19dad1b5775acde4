"""The box, tested from outside: over real sockets, and in a real browser."""
