"""Names and limits of tags."""

COLORS = ("slate", "teal", "blue", "violet", "pink", "red", "orange", "green")
MOST_TAGS = 500
MOST_ON_A_RECORD = 50
KINDS = ("customer", "lead")
"""What tags can hang on."""
