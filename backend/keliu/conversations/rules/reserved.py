"""Words that belong to the people who write them, whatever the rules of a merchant say."""

from keliu.conversations.rules.words import fold

STOP = ("退订", "TD", "T", "取消订阅")
START = ("恢复订阅", "取消退订")
ORDERS = ("订单", "查订单", "我的订单", "查询订单", "物流", "查物流")
STOPPING = frozenset(fold(word) for word in STOP)
STARTING = frozenset(fold(word) for word in START)
ASKING = frozenset(fold(word) for word in ORDERS)


def reserved(text: str) -> str:
    """`stop` or `start` when the whole message is a reserved word, else empty."""
    folded = fold(text)
    if folded in STOPPING:
        return "stop"
    return "start" if folded in STARTING else ""


def asked(kind: str, said: str) -> str:
    """`orders` when somebody asks for their orders, by a word or a menu's key (`said`), else empty.

    The merchant's own replies come first: a keyword of theirs is answered as they want it.
    """
    return "orders" if kind in {"text", "click"} and fold(said) in ASKING else ""
