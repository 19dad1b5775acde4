"""Work for later; the worker finds it here."""

from keliu.outreach.services.gate import release
from keliu.outreach.services.mail import post

__all__ = ["post", "release"]
