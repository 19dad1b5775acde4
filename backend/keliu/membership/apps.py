from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "keliu.membership"
    label = "membership"
