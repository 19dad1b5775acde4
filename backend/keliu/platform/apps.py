from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "keliu.platform"
    label = "platform"
