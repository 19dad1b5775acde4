"""Questions of the boss radar, asked within the reach of boss.read."""
