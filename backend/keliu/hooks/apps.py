from django.apps import AppConfig


class HooksConfig(AppConfig):
    name = "keliu.hooks"
    label = "hooks"
