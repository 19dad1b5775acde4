"""Pushes that went wrong, once more."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.platform import records
from keliu.platform.wire import Wire
from keliu.wechat.callback import receiving
from keliu.wechat.selectors import accounts as questions

router = Router(tags=["wechat"])


class PushesAgainOut(Wire):
    count: int


@router.post("/wechat/accounts/{account_id}/pushes/again", response=PushesAgainOut)
@door.staff("wechat.connect")
def wechat_pushes_again(request: HttpRequest, account_id: int) -> PushesAgainOut:
    """Work on the failed pushes of an account once more, after the cause has been put right."""
    row = records.find(questions.accounts(), account_id)
    return PushesAgainOut(count=receiving.pushes_again(row))
