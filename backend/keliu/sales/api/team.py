"""The team of an opportunity: colleagues who see it, or work on it, for a while or without end."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as accounts
from keliu.accounts.public import ShareCard
from keliu.platform.wire import Asked, Id, Items, Moment, Ref, When, Wire
from keliu.sales.api import shown
from keliu.sales.selectors.opportunities import READ
from keliu.sales.services.opportunities import WRITE

router = Router(tags=["sales"])


class MemberOut(Wire):
    """`until` null: without end."""

    staff: Ref
    level: str
    until: Moment | None


class MemberIn(Asked):
    staff_id: Id
    level: Literal["read", "write"] = "read"
    until: When | None = None


def _team(opportunity_id: int) -> Items[MemberOut]:
    cards: list[ShareCard] = accounts.shares_of(shown.KIND, opportunity_id)
    names = accounts.names({card.staff_id for card in cards})
    items = [
        MemberOut(
            staff=Ref(id=card.staff_id, name=names.get(card.staff_id, "")),
            level=card.level,
            until=card.until,
        )
        for card in cards
    ]
    return Items[MemberOut](items=items)


@router.get("/opportunities/{int:opportunity_id}/team", response=Items[MemberOut])
@accounts.staff(READ)
def opportunity_team(request: HttpRequest, opportunity_id: int) -> Items[MemberOut]:
    """Who else sees this opportunity, or works on it."""
    return _team(shown.find(opportunity_id).pk)


@router.post("/opportunities/{int:opportunity_id}/team", response=Items[MemberOut])
@accounts.staff(WRITE)
def opportunity_team_add(
    request: HttpRequest, opportunity_id: int, payload: MemberIn
) -> Items[MemberOut]:
    """Bring a colleague in, or change how far and how long; their role still has to allow it."""
    row = shown.find(opportunity_id, WRITE)
    member = accounts.owner_choice(payload.staff_id, "staff_id")
    accounts.share_give(
        kind=shown.KIND,
        record_id=row.pk,
        staff_id=member.id,
        level=payload.level,
        until=payload.until,
        reason="",
        name=row.title,
    )
    return _team(row.pk)


@router.delete("/opportunities/{int:opportunity_id}/team/{int:staff_id}", response={204: None})
@accounts.staff(WRITE)
def opportunity_team_remove(request: HttpRequest, opportunity_id: int, staff_id: int) -> None:
    """Take a colleague out; what they did stays."""
    row = shown.find(opportunity_id, WRITE)
    accounts.share_take_back(kind=shown.KIND, record_id=row.pk, staff_id=staff_id)
