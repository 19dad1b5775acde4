"""Events that tell the product what became of something it asked for."""

from keliu.box.apps import App
from keliu.box.box import Box


def template_sent(box: Box, app: App, user: str, msgid: int, status: str = "success") -> None:
    """TEMPLATESENDJOBFINISH: what became of a template message."""
    words = {
        "MsgType": "event",
        "Event": "TEMPLATESENDJOBFINISH",
        "MsgID": msgid,
        "Status": status,
    }
    box.oa.pusher.later(app.appid, user, words)
