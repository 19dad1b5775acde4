"""Links into the mini program."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.platform.wire import Moment, Wire
from keliu.wechat.services import links

router = Router(tags=["cards"])


class MiniLinkOut(Wire):
    """A link and until when it works."""

    url: str
    until: Moment


@router.post("/codes/{code_id}/mini-link", response=MiniLinkOut)
@door.staff("card.write")
def mini_link(request: HttpRequest, code_id: int) -> MiniLinkOut:
    """A link that opens this card in the mini program from outside of WeChat."""
    url, until = links.card_link(catalog.code_held(code_id).code)
    return MiniLinkOut(url=url, until=until)
