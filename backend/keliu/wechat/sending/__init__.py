"""Ways to customers, for `outreach`: one adapter per channel."""
