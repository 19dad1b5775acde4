from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "keliu.orders"
    label = "orders"
