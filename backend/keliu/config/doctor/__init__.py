"""`keliu doctor`: is everything well, and if not, what to do about it."""

from keliu.config.doctor.examination import examine
from keliu.config.doctor.report import Check, show

__all__ = ["Check", "examine", "show"]
