"""Questions about accounts and what came from WeChat."""
