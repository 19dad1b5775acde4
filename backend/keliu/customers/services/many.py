"""Adding many customers at once, for imports: one statement where a form needs a dozen."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from keliu.accounts.public import StaffCard
from keliu.customers.errors import PhoneTaken
from keliu.customers.models import Customer, Ownership
from keliu.customers.ports import Ports
from keliu.customers.schemas import CustomerIn
from keliu.customers.services import columns, customers
from keliu.customers.services.pools import home
from keliu.kinds import public as kinds
from keliu.kit import actor, clock, ids, scope
from keliu.kit.errors import KeliuError
from keliu.platform import keys, problems, records, sql

KIND = "customer"
STAMPS = ("owner", "created_at", "created_by")
AUDITED = """INSERT INTO platform_audit
 (id, merchant_id, at, actor_id, actor_name, action, object_kind, object_id, object_name, ip,
  changes)
 SELECT x.entry, %s, %s, %s, %s, 'customer.import', 'customer', x.id, x.name, %s, '[]'
 FROM unnest(%s::bigint[], %s::bigint[], %s::text[]) AS x(entry, id, name)"""


def create_many(rows: list[dict[str, Any]]) -> list[int | KeliuError]:
    """Add customers from values by field key; a refusal stands in the place of an id.

    Sheets also carry `owner` (staff id), `created_at` and `created_by` (staff id): who made a
    record in another system, and when, is kept. No timeline line and no event for each.
    """
    answers: list[int | KeliuError] = []
    made: list[Customer] = []
    pool, now = home.default_id(), clock.now()
    given = [_given(values) for values in rows]
    fields = (one if isinstance(one, dict) else {} for one in given)
    for values, shape, accepted in zip(rows, given, kinds.accepted_many(KIND, fields), strict=True):
        row = shape if isinstance(shape, KeliuError) else _row(values, accepted, pool, now)
        if isinstance(row, Customer):
            made.append(row)
        answers.append(row.pk if isinstance(row, Customer) else row)
    stored = _store(made)
    return [_settled(answer, stored) for answer in answers]


def _given(values: dict[str, Any]) -> dict[str, Any] | KeliuError:
    plain = {key: value for key, value in values.items() if key not in STAMPS}
    try:
        return CustomerIn.model_validate(kinds.on_the_wire(plain)).given()
    except ValidationError as wrong:
        return problems.as_invalid(wrong)


def _row(
    values: dict[str, Any], fields: dict[str, Any] | KeliuError, pool: int, now: datetime
) -> Customer | KeliuError:
    """A customer ready to be stored, or why not."""
    if isinstance(fields, KeliuError):
        return fields
    try:
        owner = _owner(values.get("owner"))
        row = Customer(id=ids.new(), **columns.checked(fields))
        _stamp(row, values, owner, pool, now)
        for name, value in columns.following(row, fields).values.items():
            setattr(row, name, value)
    except KeliuError as refusal:
        return refusal
    return row


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


def _store(made: Sequence[Customer]) -> set[int]:
    """Store what the database lets in; returns the ids that are there."""
    stored = records.insert_many(made)
    there = [row for row in made if row.pk in stored]
    for row in there:
        kinds.claim(KIND, row.pk, {}, row.custom)
    records.insert_many([_interval(row) for row in there if row.owner_id])
    _audit(there)
    return stored


def _interval(row: Customer) -> Ownership:
    by = actor.current().staff_id
    assert row.owner_id is not None
    assert row.owner_since is not None
    return Ownership(
        customer_id=row.pk, owner_id=row.owner_id, since=row.owner_since, by_id=by, how="import"
    )


def _audit(rows: Sequence[Customer]) -> None:
    if rows:
        who = actor.current()
        values = [scope.current(), clock.now(), who.staff_id, who.name, who.ip]
        columns_ = [[ids.new() for _ in rows], [row.pk for row in rows], [row.name for row in rows]]
        sql.do(AUDITED, [*values, *columns_])


def _settled(answer: int | KeliuError, stored: set[int]) -> int | KeliuError:
    """An id that is really there; the only thing the database refuses is a taken number."""
    if isinstance(answer, KeliuError) or answer in stored:
        return answer
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
