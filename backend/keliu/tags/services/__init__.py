"""What people do with tags, rules and segments."""
