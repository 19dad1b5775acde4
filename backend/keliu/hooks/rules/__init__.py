"""The law of hooks: kinds of events, pauses between tries, signatures, addresses."""
