"""The front door of conversations for the channels above."""

from keliu.conversations.rules.answers import sent
from keliu.conversations.rules.talk import Answer, Inbound
from keliu.conversations.selectors.replies import files_in_use, reply_names, welcomes
from keliu.conversations.services.answering import answer, forget
from keliu.conversations.services.replies import reply_add

__all__ = [
    "Answer",
    "Inbound",
    "answer",
    "files_in_use",
    "forget",
    "reply_add",
    "reply_names",
    "sent",
    "welcomes",
]
