"""Adding many customers at once, for imports: one statement where a form needs a dozen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pydantic import ValidationError

from keliu.accounts.public import StaffCard
from keliu.customers.errors import PhoneTaken
from keliu.customers.models import Customer, Ownership
from keliu.customers.ports import Ports
from keliu.customers.schemas import CustomerIn
from keliu.customers.services import columns, customers
from keliu.customers.services.pools import home
from keliu.customers.services.types import typed
from keliu.kinds import public as kinds
from keliu.kit import actor, clock, ids, scope
from keliu.kit.errors import KeliuError
from keliu.platform import keys, problems, sql
from keliu.platform.loading import Loader, fresh

KIND = "customer"
STAMPS = ("owner", "created_at", "created_by")
PART = 250
OWNED = """INSERT INTO customers_ownership
 (id, merchant_id, customer_id, owner_id, since, by_id, how)
 SELECT x.entry, c.merchant_id, c.id, c.owner_id, c.owner_since, %s, 'import'
 FROM unnest(%s::bigint[], %s::bigint[]) AS x(entry, customer)
 JOIN customers_customer c ON c.merchant_id = %s AND c.id = x.customer
 WHERE c.owner_id IS NOT NULL"""
AUDITED = """INSERT INTO platform_audit
 (id, merchant_id, at, actor_id, actor_name, action, object_kind, object_id, object_name, ip,
  changes)
 SELECT x.entry, c.merchant_id, %s, %s, %s, 'customer.import', 'customer', c.id, c.name, %s, '[]'
 FROM unnest(%s::bigint[], %s::bigint[]) AS x(entry, id)
 JOIN customers_customer c ON c.merchant_id = %s AND c.id = x.id"""


def create_many(rows: list[dict[str, Any]]) -> list[int | KeliuError]:
    """Add customers from values by field key; a refusal stands in the place of an id.

    Sheets also carry `owner` (staff id), `created_at` and `created_by` (staff id): who made a
    record in another system, and when, is kept. No timeline line and no event for each.
    """
    keys.ours()  # known from here on: an answer would wait for every part that is on its way
    begun, answers = _begun(rows), list[Begun | KeliuError]()
    with Loader(Customer) as loader:
        while part := list(islice(begun, PART)):
            answers += part
            ready = [_finished(one) for one in part if isinstance(one, Begun)]
            loader.send(ready)
            _note(loader, ready)
    for one in answers:
        if isinstance(one, Begun) and one.row.pk in loader.ids:
            kinds.claim(KIND, one.row.pk, {}, one.row.custom)
    return [_settled(one, loader.ids) for one in answers]


@dataclass(frozen=True, slots=True)
class Begun:
    """A customer whose fields are accepted; what follows from them is still to come."""

    row: Customer
    fields: dict[str, Any]


def _begun(rows: list[dict[str, Any]]) -> Iterator[Begun | KeliuError]:
    """Customers that may be stored, or why not, in the order of the rows."""
    pool, now = home.default_id(), clock.now()
    shapes: list[dict[str, Any] | KeliuError] = []

    def given() -> Iterator[dict[str, Any]]:
        for values in rows:
            shape = _given(values)
            shapes.append(shape)
            yield shape if isinstance(shape, dict) else {}

    for values, accepted in zip(rows, kinds.accepted_many(KIND, given()), strict=True):
        shape = shapes.pop()
        yield shape if isinstance(shape, KeliuError) else _row(values, accepted, pool, now)


def _finished(one: Begun) -> Customer:
    """With sealed columns, sort key and search words."""
    for name, value in columns.following(one.row, one.fields).values.items():
        setattr(one.row, name, value)
    return one.row


def _given(values: dict[str, Any]) -> dict[str, Any] | KeliuError:
    plain = {key: value for key, value in values.items() if key not in STAMPS}
    try:
        return CustomerIn.model_validate(kinds.on_the_wire(plain)).given()
    except ValidationError as wrong:
        return problems.as_invalid(wrong)


def _row(
    values: dict[str, Any], fields: dict[str, Any] | KeliuError, pool: int, now: datetime
) -> Begun | KeliuError:
    """A customer that may be stored, or why not."""
    if isinstance(fields, KeliuError):
        return fields
    try:
        owner = _owner(values.get("owner"))
        fields = typed(fields)
        row = fresh(Customer, **columns.checked(fields))
        columns.readable(fields)
    except KeliuError as refusal:
        return refusal
    _stamp(row, values, owner, pool, now)
    return Begun(row, {name: value for name, value in fields.items() if name != "custom"})


def _owner(chosen: Any) -> StaffCard | None:
    """Who will look after it: oneself unless the sheet names a colleague."""
    memory = scope.memory().setdefault("owners of imports", {})
    if chosen not in memory:
        try:
            memory[chosen] = customers.owner_chosen(int(chosen) if chosen else None)
        except KeliuError as refusal:
            memory[chosen] = refusal
    found: StaffCard | KeliuError | None = memory[chosen]
    if isinstance(found, KeliuError):
        raise found
    return found


def _stamp(
    row: Customer, values: dict[str, Any], owner: StaffCard | None, pool: int, now: datetime
) -> None:
    created = values.get("created_at")
    row.created_at = min(datetime.fromisoformat(created), now) if created else now
    row.created_by = int(values["created_by"]) if values.get("created_by") else None
    row.created_by = row.created_by or actor.current().staff_id
    row.updated_at = row.scored_at = now
    row.source = row.source if "source" in values else Customer.Source.IMPORT
    row.owner_id = owner.id if owner else None
    row.department_id = owner.department_id if owner else None
    row.owner_since = now if owner else None
    row.pool_id, row.pool_since = (None, None) if owner else (pool, now)


def _note(loader: Loader, rows: Sequence[Customer]) -> None:
    """Who looks after stored customers, and the log; of those refused nothing."""
    if not rows:
        return
    who, wanted, merchant = actor.current(), sql.array(row.pk for row in rows), scope.current()
    entries, lines = sql.array(ids.some(len(rows))), sql.array(ids.some(len(rows)))
    loader.also(OWNED, [who.staff_id, entries, wanted, merchant])
    loader.also(AUDITED, [clock.now(), who.staff_id, who.name, who.ip, lines, wanted, merchant])


def _settled(answer: Begun | KeliuError, stored: set[int]) -> int | KeliuError:
    """An id that is really there; the only thing the database refuses is a taken number."""
    if isinstance(answer, KeliuError):
        return answer
    if answer.row.pk in stored:
        return answer.row.pk
    return PhoneTaken(fields={"phone": PhoneTaken.message}, customer=None)


def by_phone(rows: list[dict[str, Any]]) -> list[int | None]:
    """The living customers that rows mean by their phone number."""
    blind = keys.ours().blind
    indexes = [_index(row.get("phone"), blind) for row in rows]
    wanted = [one for one in indexes if one is not None]
    living = Customer.objects.filter(phone_index__in=wanted, deleted_at__isnull=True)
    known = {bytes(index or b""): key for key, index in living.values_list("id", "phone_index")}
    return [known.get(index) if index else None for index in indexes]


def _index(text: Any, blind: Any) -> bytes | None:
    try:
        return bytes(blind("phone", columns.number_of(str(text)))) if text else None
    except KeliuError:
        return None


def rows_beside(customer_ids: Sequence[int]) -> list[tuple[Any, Sequence[int]]]:
    """Rows that go with customers: who looks after them, unique values, open business."""
    owned = Ownership.objects.filter(customer_id__in=customer_ids).values_list("id", flat=True)
    above = [pair for rows in Ports.beside for pair in rows(customer_ids)]
    return [(Ownership, list(owned)), *kinds.claims_of(KIND, customer_ids), *above]
