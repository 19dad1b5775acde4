"""The front door of hooks for config: what happened, and what is forgotten."""

from keliu.hooks.ports import Ports
from keliu.hooks.services.keeping import forget_customer
from keliu.hooks.services.recording import Told, anybody, look_again, record

__all__ = ["Ports", "Told", "anybody", "forget_customer", "look_again", "record"]
