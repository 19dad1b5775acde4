"""What a person holds, and who would get what: asked again and again before anything moves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from keliu.accounts import public as accounts
from keliu.customers.models import Customer
from keliu.customers.ports import HandoverItem, HandoverPart, Ports
from keliu.customers.rules import handover as law
from keliu.customers.services.handover import customers as customers_part
from keliu.kit.errors import Invalid

Dealt = dict[str, dict[int, int]]
NO_DEPARTMENT, NO_REGION, NO_LEVEL = "未分部门", "未填地区", "未分级"


def parts(kinds: Sequence[str] | None = None) -> list[HandoverPart]:
    """The kinds of things that change hands, in the order in which they do."""
    return [part for part in Ports.handover_parts if kinds is None or part.kind in kinds]


@dataclass(frozen=True)
class Facet:
    """A value of a trait among the leaver's customers, with how many have it."""

    value: str
    name: str
    count: int


def facets(staff_id: int) -> dict[str, list[Facet]]:
    """By which values a person's customers can be dealt out."""
    found = {}
    for by in ("level", "region", "department"):
        counts = Counter(trait for _, trait in traits(staff_id, by))
        names = _names(by, list(counts))
        found[by] = [Facet(one, names[one], n) for one, n in counts.most_common()]
    return found


def _names(by: str, values: list[str]) -> dict[str, str]:
    if by == "department":
        known = accounts.department_names([int(one) for one in values if one])
        return {one: known.get(int(one or 0), NO_DEPARTMENT) for one in values}
    nothing = NO_LEVEL if by == "level" else NO_REGION
    return {one: one or nothing for one in values}


def traits(staff_id: int, by: str | None) -> list[tuple[int, str]]:
    """A person's customers with what they are dealt out by, the longest known first."""
    column = {"level": "level", "region": "region", "department": "department_id"}.get(by or "")
    rows = Customer.objects.filter(owner_id=staff_id, deleted_at__isnull=True).order_by("id")
    pairs = rows.values_list("id", column or "level")
    if by == "region":
        return [(one, str(place or "").split(" ")[0]) for one, place in pairs]
    return [(one, str(trait or "")) for one, trait in pairs]


def loads(staff_ids: Sequence[int]) -> dict[int, int]:
    """How many customers each of these people has."""
    rows = Customer.objects.filter(owner_id__in=staff_ids, deleted_at__isnull=True)
    return dict(rows.values_list("owner_id").annotate(n=Count("id")))


def checked(plan: law.Plan, leaver_id: int) -> None:
    """Receivers exist and are at work. Raises Invalid."""
    wrong = law.wrong(plan, leaver_id)
    if wrong:
        raise Invalid(fields=wrong)
    for one in sorted({*plan.receivers, *plan.table.values()}):
        accounts.owner_choice(one, "receivers")


def deal(plan: law.Plan, leaver_id: int, chosen: Sequence[HandoverPart]) -> Dealt:
    """Kind → record → receiver, for everything the leaver holds of these kinds."""
    known = traits(leaver_id, plan.by)
    to = law.deal_out(plan, known, loads(plan.receivers))
    found: Dealt = {}
    for part in chosen:
        if part.kind == customers_part.KIND:
            found[part.kind] = to
        else:
            found[part.kind] = law.follow(plan, _pairs(part.items(leaver_id)), to)
    return found


def _pairs(items: list[HandoverItem]) -> list[tuple[int, int | None]]:
    return [(one.id, one.customer_id) for one in items]
