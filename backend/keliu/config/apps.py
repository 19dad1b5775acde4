from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "keliu.config"
    label = "config"

    def ready(self) -> None:
        from keliu.config import logs, wiring

        logs.configure()
        wiring.connect()
