"""Tables of membership: one file per subject."""
