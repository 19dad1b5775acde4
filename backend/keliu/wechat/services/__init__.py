"""What is done with the adapters: one file per subject."""
