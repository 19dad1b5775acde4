"""Paper cards as text: what a recogniser sees of them, and what they say."""
