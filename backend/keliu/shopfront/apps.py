from django.apps import AppConfig


class ShopfrontConfig(AppConfig):
    name = "keliu.shopfront"
    label = "shopfront"
