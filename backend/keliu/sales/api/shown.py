"""How opportunities are answered: whole ones with their parts, and only what a role may see."""

from typing import Any

import msgspec
from ninja import Schema

from keliu.accounts import public as accounts
from keliu.accounts.public import Body
from keliu.kinds import public as kinds
from keliu.platform import records
from keliu.sales.models import Competitor, Opportunity
from keliu.sales.schemas import OpportunityListRow, OpportunityOut
from keliu.sales.schemas.forecast import CalendarDay
from keliu.sales.selectors import opportunities as questions

KIND = "opportunity"


def whole(row: Opportunity) -> OpportunityOut:
    """One opportunity with its history, products and competitors."""
    history = questions.history(row.pk)
    names = accounts.names({change.by_id for change in history})
    wanted = [int(one["id"]) for one in row.competitors]
    rivals = Competitor.objects.in_bulk(wanted) if wanted else {}
    return OpportunityOut.whole(row, history, names, rivals)


def concealed(out: Schema, place: Any) -> dict[str, Any]:
    """An answer without what the acting role may not see."""
    return kinds.conceal(KIND, out.model_dump(mode="json", by_alias=True), place)


def one(row: Opportunity) -> Body:
    """One opportunity as the acting person may see it."""
    return Body(msgspec.json.encode(concealed(whole(row), "detail")))


def current(row: Opportunity) -> dict[str, Any]:
    """What a person who came second is shown."""
    return concealed(whole(row), "detail")


def rows(found: list[Opportunity], following: str | None, total: int | None) -> Body:
    """A page of opportunities as the acting person may see them."""
    items = [concealed(OpportunityListRow.model_validate(row), "list") for row in found]
    return Body(msgspec.json.encode({"items": items, "next": following, "total": total}))


def find(opportunity_id: int, permission: str = questions.READ) -> Opportunity:
    """A living opportunity that one may see and do this with. Raises NotFound."""
    return records.find(questions.whole(permission), opportunity_id)


def calendar(days: list[CalendarDay]) -> Body:
    """Days as the acting person may see them; their sums add up what some may not see."""
    amounts = kinds.shows(KIND, "amount_fen")
    found = []
    for day in days:
        one = day.model_dump(mode="json", by_alias=True)
        one["items"] = [kinds.conceal(KIND, card, "list") for card in one["items"]]
        found.append(one if amounts else one | {"amount_fen": None})
    return Body(msgspec.json.encode({"days": found}))


def board(text: bytes) -> bytes:
    """A board as the acting person may see it; its heads add up what some may not see."""
    if not kinds.limited(KIND):
        return text
    found = msgspec.json.decode(text)
    for column in found["columns"]:
        for card in column["items"]:
            kinds.conceal(KIND, card, "list")
        if not kinds.shows(KIND, "amount_fen"):
            column["amount_fen"] = None
    return msgspec.json.encode(found)
