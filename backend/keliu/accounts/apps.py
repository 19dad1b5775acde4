from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "keliu.accounts"
    label = "accounts"
