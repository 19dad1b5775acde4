from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "keliu.catalog"
    label = "catalog"
