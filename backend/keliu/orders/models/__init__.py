"""Tables of orders: one file per subject."""
