"""Merging: one transaction, rows locked late in key order, everything in the journal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.customers.events import CustomerMerged
from keliu.customers.models import Address, Customer, Identity, Ownership
from keliu.customers.ports import CustomerPart, Ports
from keliu.customers.rules import duplicates
from keliu.customers.services import columns, identities, live, summaries
from keliu.customers.services.merging import fields, own
from keliu.customers.services.merging.plan import MERGE, MOST
from keliu.kit import actor, clock, words
from keliu.kit.errors import NotFound, Stale
from keliu.platform import audit, keys, undo
from keliu.platform.models import Operation
from keliu.platform.outbox import publish
from keliu.platform.undo import Journal

TOLD = 50  # customers whose undo open screens hear of one by one


@dataclass(frozen=True)
class Wanted:
    """What somebody decided: who stays, who goes (id → version seen), whose values go on."""

    keep_id: int
    keep_version: int
    gone: dict[int, int]
    choices: dict[str, str]


@transaction.atomic
def customers_merge(
    wanted: Wanted, *, current: Callable[[Customer], Any]
) -> tuple[Customer, Operation]:
    """Several customers become one. Raises NotFound, Stale, MergeWithItself, Invalid."""
    gone_ids = fields.sorted_out(wanted.keep_id, list(wanted.gone), MOST)
    every = sorted([wanted.keep_id, *gone_ids])
    parts = [*own.PARTS, *Ports.parts]
    for part in parts:
        if part.prepare:
            part.prepare(every)
    people = _held(every)
    _fresh(people, wanted, current)
    keep, gone = people[wanted.keep_id], [people[one] for one in gone_ids]
    choices = fields.choices_of([keep, *gone], keep.pk, wanted.choices)
    names = "、".join(row.name for row in gone)
    title = f"把{names}合并到{keep.name}"
    english = f"Merge {', '.join(row.name for row in gone)} into {keep.name}"
    params = _params(keep, gone, choices)
    with undo.recording("merge", title, params, title_en=english) as journal:
        _merge(keep, gone, choices, parts, journal)
    _noted(keep, gone)
    return Customer.objects.get(pk=keep.pk), journal.operation


def _held(every: list[int]) -> dict[int, Customer]:
    """The living customers, locked against everybody, also against rows being added to them.

    In key order, so that two merges never wait for each other. Raises NotFound.
    """
    rows = Customer.objects.select_for_update(of=("self",)).filter(deleted_at__isnull=True)
    people = {row.pk: row for row in rows.filter(pk__in=every).order_by("id")}
    if len(people) != len(every):
        raise NotFound
    for row in people.values():
        accounts.assert_may(MERGE, row.owner_id, row.department_id, "customer", row.pk)
    return people


def _fresh(people: dict[int, Customer], wanted: Wanted, current: Callable[[Customer], Any]) -> None:
    """Raises Stale with what is there now when somebody saved since the preview."""
    seen = {wanted.keep_id: wanted.keep_version, **wanted.gone}
    for row in people.values():
        if row.version != seen[row.pk]:
            raise Stale(current=current(row))


def _params(
    keep: Customer, gone: Sequence[Customer], choices: dict[str, int | str]
) -> dict[str, Any]:
    """What parts and undoing need to know beside the rows."""
    rows = {row.pk: row for row in [keep, *gone]}
    owner = rows[int(choices["owner"])]
    open_one = Ownership.objects.filter(customer_id=owner.pk, until__isnull=True).first()
    former = {row.owner_id for row in rows.values()} - {None, owner.owner_id}
    return {
        "keep_id": str(keep.pk),
        "gone_ids": [str(row.pk) for row in gone],
        "owner_id": str(owner.owner_id) if owner.owner_id else None,
        "former_owners": sorted(str(one) for one in former),
        "ownership_id": str(open_one.pk) if open_one else None,
    }


def _merge(
    keep: Customer,
    gone: Sequence[Customer],
    choices: dict[str, int | str],
    parts: Sequence[CustomerPart],
    journal: Journal,
) -> None:
    gone_ids = [row.pk for row in gone]
    # The kept one is watched last: undoing goes backwards, so it lets go of a number before the
    # customer comes back whose number that was.
    journal.watch(Customer, gone_ids)
    journal.watch(Customer, [keep.pk])
    values = fields.values_of([keep, *gone], choices)
    values |= _counted([keep, *gone])
    now = clock.now()
    Customer.objects.filter(pk__in=gone_ids).update(
        deleted_at=now, updated_at=now, merged_into_id=keep.pk, version=F("version") + 1
    )
    Customer.objects.filter(pk=keep.pk).update(**values, updated_at=now, version=F("version") + 1)
    for part in parts:
        part.move(keep.pk, gone_ids, journal)
    _left_over(keep, gone, values, journal)
    _searchable(keep.pk)
    for part in parts:
        if part.refresh:
            part.refresh(keep.pk)
    summaries.score_again(keep.pk)


def _counted(rows: Sequence[Customer]) -> dict[str, Any]:
    """The columns that add up or reach back to the first meeting."""
    visits = [row.last_visit_at for row in rows if row.last_visit_at]
    bought = [row.last_order_at for row in rows if row.last_order_at]
    first = min(rows, key=lambda row: row.created_at)
    return {
        "order_count": sum(row.order_count for row in rows),
        "order_total_fen": sum(row.order_total_fen for row in rows),
        "last_order_at": max(bought, default=None),
        "visit_count": sum(row.visit_count for row in rows),
        "last_visit_at": max(visits, default=None),
        "profiling_off_at": max(
            (row.profiling_off_at for row in rows if row.profiling_off_at), default=None
        ),
        "created_at": first.created_at,
        "created_by": first.created_by,
    }


def _left_over(
    keep: Customer, gone: Sequence[Customer], values: dict[str, Any], journal: Journal
) -> None:
    """Numbers and addresses that nobody chose are kept beside the chosen ones."""
    for row in [keep, *gone]:
        for kind in (Identity.Kind.PHONE, Identity.Kind.EMAIL):
            text, chosen = columns.opened(row, kind), values[f"{kind}_index"]
            index = getattr(row, f"{kind}_index")
            if text and (index is None or bytes(index) != bytes(chosen or b"")):
                identities.keep_number(keep.pk, kind, text, journal)
        if row.address_sealed is not None:
            _keep_address(keep.pk, row, values, journal)


def _keep_address(keep_id: int, row: Customer, values: dict[str, Any], journal: Journal) -> None:
    chosen = values["address_sealed"]
    text = columns.opened(row, "address")
    if chosen is not None and keys.unseal(Customer, "address_sealed", chosen) == text:
        return
    sealed = keys.seal(Address, "detail_sealed", text)
    left = Address(
        customer_id=keep_id,
        label="合并前的地址",
        region_code=row.region_code,
        detail_sealed=sealed,
    )
    left.save(force_insert=True)
    journal.created(Address, [left.pk])


def _searchable(keep_id: int) -> None:
    """Words, sort and match keys of the customer as it is now."""
    row = Customer.objects.get(pk=keep_id)
    main = columns.opened(row, "phone")
    numbers = (columns.phone_words(main) if main else []) + columns.other_phone_words(row)
    texts = columns.text_words(row.name, row.company, row.wechat_name)
    Customer.objects.filter(pk=keep_id).update(
        search=list(dict.fromkeys([*texts, *numbers])),
        name_key=words.pinyin_key(row.name),
        match_key=duplicates.match_key(row.kind, row.name),
    )


def _noted(keep: Customer, gone: Sequence[Customer]) -> None:
    """Audit lines, the event, and open screens."""
    who = actor.current()
    merged = "、".join(row.name for row in gone)
    audit.record("customer.merge", "customer", keep.pk, keep.name, {"merged": (None, merged)})
    for row in gone:
        audit.record(
            "customer.merged", "customer", row.pk, row.name, {"merged_into": (None, keep.name)}
        )
    publish(CustomerMerged(keep.pk, tuple(row.pk for row in gone), who.staff_id))
    for row in [keep, *gone]:
        live.changed(row.pk, row.owner_id)


def undone(pairs: list[tuple[dict[str, Any] | None, dict[str, Any] | None]]) -> None:
    """Undoing gave customers back: open screens show them again.

    Where there are many, the operation's own message is what screens follow.
    """
    for before, after in pairs if len(pairs) <= TOLD else []:
        row = after or before or {}
        live.changed(int(row["id"]), row.get("owner_id"))


undo.AFTER[Customer] = undone
