"""Tables of conversations: one file per subject."""
