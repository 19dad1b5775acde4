"""Questions about bookings."""
