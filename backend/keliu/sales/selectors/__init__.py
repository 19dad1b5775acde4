"""Questions about pipelines and opportunities."""
