from django.apps import AppConfig


class TagsConfig(AppConfig):
    name = "keliu.tags"
    label = "tags"
