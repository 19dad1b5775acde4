"""The law of bookings: hours, free times, steps, deposits. Nothing here asks the database."""
