"""What can be learned of the seeded history is learned as soon as the worker is up."""

from keliu.analytics.tasks import learn_merchant


def begin() -> None:
    """Put the night's work of the current merchant into the queue."""
    learn_merchant.later()
