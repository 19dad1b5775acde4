"""What people do with pipelines and opportunities."""
