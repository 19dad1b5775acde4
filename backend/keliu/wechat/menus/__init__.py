"""Custom menus as values: what WeChat allows, how it writes them, what differs."""
