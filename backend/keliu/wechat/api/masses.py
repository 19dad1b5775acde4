"""群发: a text, a picture or an article to many followers."""

from collections.abc import Sequence

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.customers import public as customers
from keliu.outreach import public as outreach
from keliu.platform import files, lists, records
from keliu.platform.wire import Page
from keliu.wechat.models import FanTag, MassSend
from keliu.wechat.schemas.masses import (
    AudienceIn,
    AudienceOut,
    MassIn,
    MassListAsked,
    MassOut,
    MassPreviewIn,
)
from keliu.wechat.selectors import messages as questions
from keliu.wechat.services import masses, persons

router = Router(tags=["messages"])
READ, WRITE = "wechat.read", "wechat.write"


def _tag(asked: AudienceIn) -> FanTag | None:
    if asked.tag_id is None:
        return None
    return records.find(FanTag.objects.filter(account_id=asked.account_id), asked.tag_id)


def _shown(rows: Sequence[MassSend]) -> list[MassOut]:
    pictures = files.cards([int(row.content.get("picture_id") or 0) for row in rows])
    return [MassOut.of(row, pictures) for row in rows]


@router.get("/mass-sends", response=Page[MassOut])
@door.staff(READ)
def mass_list(request: HttpRequest, asked: Query[MassListAsked]) -> Page[MassOut]:
    """What was sent to many, newest first."""
    rows = MassSend.objects.select_related("account")
    account = lists.id_filter(asked.account)
    if account is not None:
        rows = rows.filter(account_id=account)
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    items = _shown(found)
    return Page[MassOut](items=items, next=following, total=total)


@router.post("/mass-sends/audience", response=AudienceOut)
@door.staff(WRITE)
def mass_audience(request: HttpRequest, payload: AudienceIn) -> AudienceOut:
    """Who would get it."""
    found = masses.audience(questions.account(payload.account_id), _tag(payload))
    return AudienceOut(
        people=len(found.follower_ids),
        left_out=found.left_out,
        quiet_until=outreach.quiet_until(),
    )


@router.post("/mass-sends/preview", response={204: None})
@door.staff(WRITE)
def mass_preview(request: HttpRequest, payload: MassPreviewIn) -> None:
    """Show it to one customer first; WeChat allows a hundred a day."""
    customer = customers.find(payload.customer_id)
    account, openid = persons.way_by(customer.id, payload.account_id)
    masses.preview(account, openid, payload.given(), customer)


@router.post("/mass-sends", response=MassOut)
@door.staff(WRITE)
def mass_send(request: HttpRequest, payload: MassIn) -> MassOut:
    """Send it."""
    account = questions.account(payload.account_id)
    return _shown([masses.mass_send(account, _tag(payload), payload.given())])[0]
