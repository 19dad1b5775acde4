from django.apps import AppConfig


class InteractionsConfig(AppConfig):
    name = "keliu.interactions"
    label = "interactions"
