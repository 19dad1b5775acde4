"""The tables of bookings, one file for each noun."""

from keliu.bookings.models.bookings import BookedTime, Booking, BookingStep, Waiting
from keliu.bookings.models.hours import BookingRules, SpecialDay
from keliu.bookings.models.services import Resource, Service, ServiceNeed

__all__ = [
    "BookedTime", "Booking", "BookingRules", "BookingStep", "Resource", "Service", "ServiceNeed",
    "SpecialDay", "Waiting",
]  # fmt: skip
