"""Tables of bookings: one file per subject."""
