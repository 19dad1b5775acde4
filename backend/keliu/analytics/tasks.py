"""Jobs of analytics; the worker finds them here."""

from keliu.analytics.chances import services as chances
from keliu.platform import jobs


@jobs.periodic("20 19 * * *")  # twenty past three at night in Shanghai
def chances_learn() -> None:
    """Every merchant's guesses about customers, from the history as it is tonight."""
    chances.night()
