from django.apps import AppConfig


class RadarConfig(AppConfig):
    name = "keliu.radar"
    label = "radar"
