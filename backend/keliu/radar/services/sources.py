"""Where an order came from: the touches of a person, and what the page it was placed on says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from keliu.catalog import public as catalog
from keliu.catalog.errors import CodeGone
from keliu.catalog.public import CodeFace
from keliu.customers import public as customers
from keliu.kit import clock, ids
from keliu.kit.errors import NotFound
from keliu.radar.models import Share, Visitor
from keliu.radar.rules.attribution import Step, Trail, first_touch, last_touch


@dataclass(frozen=True)
class Brought:
    """来源: who and what brought an order, by the last touch and by the first."""

    staff_id: int | None = None
    code_id: int | None = None
    channel: str = ""
    share_id: int | None = None
    first_staff_id: int | None = None
    first_code_id: int | None = None
    first_channel: str = ""
    first_share_id: int | None = None


def source_of(customer_id: int | None, given: Mapping[str, Any]) -> Brought:
    """Who and what brought an order of somebody (None: nobody known). Never refuses.

    `given` is what the page says: {"code": public code, "share_id": id}.
    """
    now, trails = clock.now(), _trails(customer_id)
    here = _here(customer_id, given)
    last = last_touch(here, trails, now)
    first = first_touch(here, trails, _came_by(customer_id))
    codes = catalog.codes([one.code_id for one in (last, first) if one])
    owner = customers.card(customer_id).owner_id if customer_id else None
    return Brought(
        *_side(last, codes, owner),
        *_side(first, codes, None),
    )


Side = tuple[int | None, int | None, str, int | None]


def _side(step: Step | None, codes: Mapping[int, CodeFace], owner: int | None) -> Side:
    """(staff, code, channel, share) of a touch; without one the person who looks after them."""
    code = codes.get(step.code_id) if step else None
    if step is None or code is None:
        return owner, None, "", None
    return code.owner_id, code.id, code.channel, step.share_id


def _trails(customer_id: int | None) -> list[Trail]:
    rows = Visitor.objects.filter(customer_id=customer_id) if customer_id else []
    found = [
        Trail(
            Step(row.first_at, row.card_id, row.first_code_id, row.first_share_id),
            Step(row.last_at, row.card_id, row.last_code_id, row.last_share_id),
        )
        for row in rows
    ]
    own = _own(customer_id, [one for row in found for one in (row.first, row.last)])
    return [Trail(_apart(one.first, own), _apart(one.last, own)) for one in found]


def _own(customer_id: int | None, steps: list[Step]) -> set[int]:
    """Shares that the person made."""
    wanted = {one.share_id for one in steps if one.share_id}
    if customer_id is None or not wanted:
        return set()
    rows = Share.objects.filter(pk__in=wanted, sharer_id=customer_id)
    return set(rows.values_list("id", flat=True))


def _apart(step: Step, own: set[int]) -> Step:
    if step.share_id in own:
        return Step(step.at, step.card_id, step.code_id)
    return step


def _here(customer_id: int | None, given: Mapping[str, Any]) -> Step | None:
    """The page itself; a code of another shop, or one that is gone, says nothing."""
    try:
        code = catalog.open_code(str(given.get("code") or ""))
    except (NotFound, CodeGone):
        return None
    share_id = ids.parse(given.get("share_id"))
    rows = Share.objects.filter(pk=share_id, card_id=code.card_id) if share_id else None
    sharer = rows.values_list("id", "sharer_id").first() if rows is not None else None
    good = sharer is not None and (customer_id is None or sharer[1] != customer_id)
    return Step(clock.now(), code.card_id, code.id, share_id if good else None)


def _came_by(customer_id: int | None) -> Step | None:
    """The code that a customer became known at."""
    code_id, at = customers.came(customer_id) if customer_id else (None, None)
    code = catalog.codes([code_id]).get(code_id) if code_id else None
    return Step(at, code.card_id, code.id) if code and at else None
