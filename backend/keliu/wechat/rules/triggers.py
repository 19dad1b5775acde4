"""Which pushes allow customer messages (wechat.md 2.4)."""

MENU = frozenset({"click", "scancode_push", "scancode_waitmsg"})
BY_EVENT = {"subscribe": "follow", "scan": "scan", "user_enter_tempsession": "enter"}
EVENT = "event"


def trigger_of(kind: str, event: str) -> str | None:
    """What a push allows: message, menu, follow, scan, enter, or nothing."""
    if kind != EVENT:
        return "message"
    return "menu" if event in MENU else BY_EVENT.get(event)
