"""Replies of WeChat's own console: seeing them, bringing them over."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as accounts
from keliu.conversations import public as conversations
from keliu.platform import records
from keliu.platform.wire import Items
from keliu.wechat.models import Account
from keliu.wechat.schemas.old_replies import OldRepliesBrought, OldRepliesIn, OldReplyOut
from keliu.wechat.services import old_replies as services

router = Router(tags=["wechat"])
WRITE = "wechat.write"


def _account(account_id: int) -> Account:
    rows = Account.objects.alive().filter(enabled=True, kind=Account.Kind.OFFICIAL)
    return records.find(rows, account_id)


@router.get("/wechat/accounts/{int:account_id}/old-replies", response=Items[OldReplyOut])
@accounts.staff(WRITE)
def old_reply_list(request: HttpRequest, account_id: int) -> Items[OldReplyOut]:
    """What was set up in WeChat's own console and is silent now."""
    found = services.old_replies(_account(account_id))
    names = conversations.reply_names()
    return Items[OldReplyOut](
        items=[OldReplyOut.of(place, one, names) for place, one in enumerate(found)]
    )


@router.post("/wechat/accounts/{int:account_id}/old-replies", response=OldRepliesBrought)
@accounts.staff(WRITE)
def old_reply_bring(
    request: HttpRequest, account_id: int, payload: OldRepliesIn
) -> OldRepliesBrought:
    """Make replies of the chosen ones, all or none."""
    count = services.bring(_account(account_id), payload.places)
    return OldRepliesBrought(count=count)
