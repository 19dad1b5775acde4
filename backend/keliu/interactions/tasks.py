"""Work for later; the worker finds it here."""

from keliu.interactions.services.plans import remind

__all__ = ["remind"]
