from django.apps import AppConfig


class KindsConfig(AppConfig):
    name = "keliu.kinds"
    label = "kinds"
