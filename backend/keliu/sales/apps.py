from django.apps import AppConfig


class SalesConfig(AppConfig):
    name = "keliu.sales"
    label = "sales"
