from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "keliu.outreach"
    label = "outreach"
