"""What people and accounts do with each other: following, talking, tapping, and its pushes."""
