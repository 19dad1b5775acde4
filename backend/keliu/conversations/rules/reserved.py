"""Words that belong to the people who write them, whatever the rules of a merchant say."""

from keliu.conversations.rules.words import fold

STOP = ("退订", "TD", "T", "取消订阅")
START = ("恢复订阅", "取消退订")
STOPPING = frozenset(fold(word) for word in STOP)
STARTING = frozenset(fold(word) for word in START)


def reserved(text: str) -> str:
    """`stop` or `start` when the whole message is a reserved word, else empty."""
    folded = fold(text)
    if folded in STOPPING:
        return "stop"
    return "start" if folded in STARTING else ""
