"""Work for later; the worker finds it here."""

from keliu.outreach.services.gate import release

__all__ = ["release"]
