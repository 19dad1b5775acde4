"""The way in for WeChat's pushes: whose they are, whether genuine, and kept in any case."""
