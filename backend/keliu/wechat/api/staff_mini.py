"""A colleague who uses the merchant's mini program."""

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from keliu.accounts import public as door
from keliu.platform.wire import Asked
from keliu.wechat.services import staff_mini

router = Router(tags=["me"])


class MiniCodeIn(Asked):
    """What `wx.login` gave."""

    code: str = Field(min_length=1, max_length=200)


@router.post("/me/mini-program", response={204: None})
@door.staff()
def me_in_mini_program(request: HttpRequest, payload: MiniCodeIn) -> None:
    """Tell who one is in the mini program, so that WeChat can check what one writes."""
    staff_mini.known(payload.code)
