"""The command line: `keliu demo`, `serve`, `doctor`, `box`, `miniprogram` and the others."""

from keliu.config.cli.main import main

__all__ = ["main"]
