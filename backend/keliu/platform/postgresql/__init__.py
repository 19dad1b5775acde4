"""A thin database backend: it widens keys and raises the fence, so that nobody can forget to."""
