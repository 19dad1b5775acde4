"""`python -m keliu.config.cli`: the same as the `keliu` command."""

from keliu.config.cli.main import main

main()
