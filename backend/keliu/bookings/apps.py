from django.apps import AppConfig


class BookingsConfig(AppConfig):
    name = "keliu.bookings"
    label = "bookings"
