"""Several customers become one."""

from typing import Any

import msgspec
from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from keliu.accounts import public as door
from keliu.customers.models import Customer
from keliu.customers.schemas import CustomerOut
from keliu.customers.selectors import fast_one
from keliu.customers.services import merging
from keliu.customers.services.merging import Plan, Shown, Wanted
from keliu.customers.services.merging.plan import words_of
from keliu.kinds import public as kinds
from keliu.kit import clock
from keliu.platform.wire import Asked, Bilingual, Id, Moment, Wire

router = Router(tags=["duplicates"])


class MergeAsked(Asked):
    keep_id: Id
    merge_ids: list[Id] = Field(max_length=20)
    choices: dict[str, str] = {}


class MergedOne(Asked):
    id: Id
    version: int


class MergeIn(Asked):
    keep_id: Id
    keep_version: int
    merge: list[MergedOne] = Field(max_length=20)
    choices: dict[str, str] = {}


class MergeValue(Wire):
    customer_id: Id
    shown: Bilingual
    empty: bool


class MergeFieldOut(Wire):
    """`chosen` is the id of the customer whose value goes on, or `both`."""

    key: str
    label: Bilingual
    values: list[MergeValue]
    chosen: str
    differs: bool
    joins: bool

    @staticmethod
    def of(one: Shown) -> "MergeFieldOut":
        words = words_of(one)
        return MergeFieldOut(
            key=one.field.key,
            label=Bilingual(zh=one.field.zh, en=one.field.en),
            values=[
                MergeValue(
                    customer_id=v.customer_id,
                    shown=Bilingual(zh=words[v.customer_id][0], en=words[v.customer_id][1]),
                    empty=v.empty,
                )
                for v in one.values
            ],
            chosen=str(one.chosen),
            differs=one.differs,
            joins=one.field.joins,
        )


class MergeMove(Wire):
    name: str
    label: Bilingual
    count: int
    of: dict[str, int]


class MergeSide(Wire):
    id: Id
    name: str
    company: str
    phone_masked: str
    owner: str
    created_at: Moment
    updated_at: Moment
    version: int

    @staticmethod
    def of(row: Customer) -> "MergeSide":
        seen = {
            "company": row.company,
            "phone_masked": row.phone_masked,
            "owner": row.owner.name if row.owner else "",
        }
        return MergeSide(
            **kinds.conceal("customer", seen, "detail"),
            id=row.pk,
            name=row.name,
            created_at=row.created_at,
            updated_at=row.updated_at,
            version=row.version,
        )


class MergeWarning(Wire):
    code: str
    label: Bilingual


class MergePreview(Wire):
    keep: MergeSide
    merge: list[MergeSide]
    fields: list[MergeFieldOut]
    moves: list[MergeMove]
    warnings: list[MergeWarning]

    @staticmethod
    def of(plan: Plan) -> "MergePreview":
        return MergePreview(
            keep=MergeSide.of(plan.keep),
            merge=[MergeSide.of(row) for row in plan.gone],
            fields=[MergeFieldOut.of(one) for one in plan.fields],
            moves=[
                MergeMove(
                    name=part.name,
                    label=Bilingual(zh=part.zh, en=part.en),
                    count=sum(counts.values()),
                    of={str(one): count for one, count in counts.items()},
                )
                for part, counts in plan.moves
            ],
            warnings=[
                MergeWarning(code=one.code, label=Bilingual(zh=one.zh, en=one.en))
                for one in plan.warnings
            ],
        )


class MergeOut(Wire):
    """The customer that goes on, and the operation that undoes it for 30 days."""

    customer: CustomerOut
    operation_id: Id
    undo_until: Moment | None


@router.post("/customers/merge/preview", response=MergePreview)
@door.staff("customer.merge")
def customer_merge_preview(request: HttpRequest, payload: MergeAsked) -> MergePreview:
    """What merging would mean: values side by side, what moves, what to look at."""
    return MergePreview.of(merging.planned(payload.keep_id, payload.merge_ids, payload.choices))


@router.post("/customers/merge", response=MergeOut)
@door.staff("customer.merge")
def customer_merge(request: HttpRequest, payload: MergeIn) -> door.Body:
    """Several customers become one; `POST /operations/{id}/undo` takes it back for 30 days."""
    gone = {one.id: one.version for one in payload.merge}
    wanted = Wanted(payload.keep_id, payload.keep_version, gone, payload.choices)
    kept, operation = merging.customers_merge(wanted, current=_current)
    until = operation.undo_until
    more = {"operation_id": str(operation.pk), "undo_until": clock.iso(until) if until else None}
    shown = fast_one.after_change(kept.pk)
    return door.Body(b'{"customer":%b,%b' % (shown, msgspec.json.encode(more)[1:]))


def _current(row: Customer) -> Any:
    return msgspec.json.decode(fast_one.after_change(row.pk))
