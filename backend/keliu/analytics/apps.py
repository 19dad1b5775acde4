from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "keliu.analytics"
    label = "analytics"
