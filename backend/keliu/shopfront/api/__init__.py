"""The shop front over HTTP."""
