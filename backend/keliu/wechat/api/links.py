"""Links into the mini program."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.platform.wire import Asked, Moment, Wire
from keliu.wechat.services import links

router = Router(tags=["cards"])


class MiniLinkIn(Asked):
    """For texts and mails, for other apps and pages of one's own, or for chats in WeChat."""

    kind: Literal["link", "scheme", "short"] = "link"


class MiniLinkOut(Wire):
    """A link and until when it works."""

    url: str
    until: Moment


@router.post("/codes/{code_id}/mini-link", response=MiniLinkOut)
@door.staff("card.write")
def mini_link(request: HttpRequest, code_id: int, payload: MiniLinkIn) -> MiniLinkOut:
    """A link that opens this card in the mini program."""
    url, until = links.card_link(catalog.code_held(code_id).code, payload.kind)
    return MiniLinkOut(url=url, until=until)
