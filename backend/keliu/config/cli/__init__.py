"""The command line: `keliu demo|serve|web|gateway|worker|migrate|seed|doctor|openapi|box`."""

from keliu.config.cli.main import main

__all__ = ["main"]
