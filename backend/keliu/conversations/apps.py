from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "keliu.conversations"
    label = "conversations"
