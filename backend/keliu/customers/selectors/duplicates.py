"""Customers that may be one: looked up by what they share, judged by `rules.duplicates`.

Candidates come from indexes only (sound of the name, blind numbers), so a look costs the same
however many customers there are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from keliu.accounts import public as accounts
from keliu.customers.models import Contact, Customer, DuplicatePair, Identity
from keliu.customers.rules import duplicates as law
from keliu.customers.rules.duplicates import Face, Sign
from keliu.customers.selectors.records import reachable
from keliu.kit import actor, scope
from keliu.kit.paging import Sort
from keliu.platform import sql

ALIKE_EACH = 100  # of one sound at most so many are compared, the newest first
SOMEBODY = "同事的客户"
SORT = Sort("-strength", "strength", descending=True, kind="number")
NEAR = """SELECT c.id FROM unnest(%(keys)s::text[]) AS k(key) CROSS JOIN LATERAL (
  SELECT id FROM customers_customer WHERE merchant_id = %(ours)s AND match_key = k.key
   AND deleted_at IS NULL ORDER BY id DESC LIMIT %(each)s) c
 UNION SELECT id FROM customers_customer WHERE merchant_id = %(ours)s AND deleted_at IS NULL
   AND phone_index = ANY(%(phones)s::bytea[])
 UNION SELECT id FROM customers_customer WHERE merchant_id = %(ours)s AND deleted_at IS NULL
   AND email_index = ANY(%(emails)s::bytea[])
 UNION SELECT customer_id FROM customers_identity WHERE merchant_id = %(ours)s AND appid = ''
   AND kind = ANY('{phone,email,unionid}'::text[])
   AND value_index = ANY(%(phones)s::bytea[] || %(emails)s::bytea[] || %(unionids)s::bytea[])"""
FACES = """SELECT id, name, match_key, kind, company, region, phone_masked, phone_index, email_index
 FROM customers_customer WHERE merchant_id = %s AND id = ANY(%s::bigint[]) AND deleted_at IS NULL"""
SIGNS = """SELECT customer_id, kind, value_index FROM customers_identity
 WHERE merchant_id = %s AND customer_id = ANY(%s::bigint[])
 AND kind = ANY('{phone,email,unionid}'::text[])"""
SETS = {"phone": "phones", "email": "emails", "unionid": "unionids"}


@dataclass(frozen=True)
class Duplicate:
    """Somebody who may be the same; of a colleague's customer only that there is one."""

    customer_id: int | None
    name: str
    subtitle: str
    strength: int
    reasons: tuple[Sign, ...]


def faces(customer_ids: Iterable[int]) -> dict[int, Face]:
    """What living customers are recognised by, in two statements."""
    wanted = list(customer_ids)
    found = {row[0]: _face(row) for row in sql.rows(FACES, [scope.current(), wanted])}
    more: dict[int, dict[str, set[bytes]]] = {}
    for customer_id, kind, index in sql.rows(SIGNS, [scope.current(), wanted]):
        more.setdefault(customer_id, {}).setdefault(SETS[kind], set()).add(bytes(index))
    for customer_id, sets in more.items():
        face = found.get(customer_id)
        if face is not None:
            given: dict[str, Any] = {n: getattr(face, n) | values for n, values in sets.items()}
            found[customer_id] = replace(face, **given)
    return found


def _face(row: Any) -> Face:
    identifier, name, key, kind, company, region, masked, phone, email = row
    return Face(
        identifier, name, key, kind, company, region,
        frozenset([bytes(phone)] if phone is not None else []),
        frozenset([bytes(email)] if email is not None else []),
        frozenset(), masked,
    )  # fmt: skip


def near(asked: Iterable[Face]) -> list[int]:
    """The living customers worth comparing with these."""
    known = list(asked)
    values = {
        "ours": scope.current(),
        "each": ALIKE_EACH,
        "keys": sorted({one.match_key for one in known if one.match_key}),
    }
    for name in SETS.values():
        values[name] = sorted({index for one in known for index in getattr(one, name)})
    return [row[0] for row in sql.rows(NEAR, values)]


def pairs(asked: dict[int, Face], others: dict[int, Face]) -> dict[tuple[int, int], list[Sign]]:
    """Every pair of one asked and another that have enough in common, by (low id, high id)."""
    blocks: dict[object, list[Face]] = {}
    for face in others.values():
        for key in _keys(face):
            blocks.setdefault(key, []).append(face)
    found: dict[tuple[int, int], list[Sign]] = {}
    for face in asked.values():
        for other in {one.id: one for key in _keys(face) for one in blocks.get(key, ())}.values():
            place = (min(face.id, other.id), max(face.id, other.id))
            if face.id == other.id or place in found:
                continue
            reasons = law.signs(face, other)
            if law.strength(reasons) >= law.MAYBE:
                found[place] = reasons
    return found


def _keys(face: Face) -> Iterable[object]:
    if face.match_key:
        yield face.match_key
    yield from face.phones
    yield from face.emails
    yield from face.unionids


def alike(asked: Sequence[Face], *, but: int | None = None) -> list[list[Duplicate]]:
    """For each face who may be the same, the likeliest first; within and beyond one's reach."""
    known = faces(near(asked))
    matches = [_matches(face, known, but) for face in asked]
    seen = _visible({one.id for some in matches for one, _ in some})
    return [_told(face, some, seen) for face, some in zip(asked, matches, strict=True)]


def _matches(face: Face, known: dict[int, Face], but: int | None) -> list[tuple[Face, list[Sign]]]:
    found = []
    for other in known.values():
        reasons = law.signs(face, other)
        if other.id != but and law.strength(reasons) >= law.MAYBE:
            found.append((other, reasons))
    return sorted(found, key=lambda one: (-law.strength(one[1]), -one[0].id))[:20]


def _visible(customer_ids: set[int]) -> dict[int, Customer]:
    rows = reachable("customer.read").filter(pk__in=customer_ids).select_related("owner")
    return {row.pk: row for row in rows}


def _told(
    face: Face, found: list[tuple[Face, list[Sign]]], seen: dict[int, Customer]
) -> list[Duplicate]:
    told = [_duplicate(seen.get(other.id), reasons) for other, reasons in found]
    named = [one for one in told if one.customer_id or one.strength >= law.LIKELY]
    return sorted([*named, *_contacts(face)], key=lambda one: -one.strength)


def _duplicate(row: Customer | None, reasons: list[Sign]) -> Duplicate:
    points = law.strength(reasons)
    if row is None:
        return Duplicate(None, SOMEBODY, "", points, tuple(reasons))
    owner = row.owner.name if row.owner else ""
    parts = [row.company, row.phone_masked, owner]
    subtitle = " · ".join(part for part in parts if part)
    return Duplicate(row.pk, row.name, subtitle, points, tuple(reasons))


def _contacts(face: Face) -> list[Duplicate]:
    """Companies within reach where somebody has this number."""
    if not face.phones:
        return []
    rows = Contact.objects.filter(
        phone_index__in=list(face.phones),
        deleted_at__isnull=True,
        customer__in=reachable("customer.read"),
    ).select_related("customer")
    sign = law.SIGNS["contact"]
    return [
        Duplicate(row.customer_id, row.customer.name, f"联系人 {row.name}", sign.points, (sign,))
        for row in rows[:5]
    ]


# --- pairs that a search found --------------------------------------------------------------


def pairs_for_list(*, state: str, least: int) -> QuerySet[DuplicatePair]:
    """Pairs of living customers of which one at least may be merged by the acting person."""
    rows: QuerySet[DuplicatePair] = DuplicatePair.objects.filter(
        state=state, strength__gte=least
    ).select_related("low__owner", "high__owner")
    if state != DuplicatePair.State.MERGED:
        rows = rows.filter(low__deleted_at__isnull=True, high__deleted_at__isnull=True)
    reach = accounts.reach_of(actor.current(), "customer.merge", "customer")
    if reach is None:
        return rows.none()
    if reach.everything:
        return rows
    ours = accounts.within_reach(Customer.objects.all(), "customer.merge")
    low = Exists(ours.filter(pk=OuterRef("low_id")))
    high = Exists(ours.filter(pk=OuterRef("high_id")))
    return rows.filter(low | high)


def identities_of(customer_id: int) -> QuerySet[Identity]:
    """Everything that says who a customer is, oldest first."""
    rows: QuerySet[Identity] = Identity.objects.filter(customer_id=customer_id)
    return rows.order_by("id")
