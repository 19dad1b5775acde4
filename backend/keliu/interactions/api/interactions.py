"""Timelines and follow-ups."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.customers import public as customers
from keliu.interactions import selectors
from keliu.interactions.models import Interaction
from keliu.interactions.schemas import (
    FollowupIn,
    InteractionOut,
    InteractionPatch,
    InteractionsAsked,
    TimelineAsked,
    TimelineRow,
)
from keliu.interactions.services import followups
from keliu.platform import lists, records
from keliu.platform.wire import Page

router = Router(tags=["interactions"])


def _writable(interaction_id: int) -> Interaction:
    rows = selectors.with_people(selectors.interactions("interaction.write"))
    return records.find(rows, interaction_id)


def _shown(interaction_id: int) -> InteractionOut:
    rows = selectors.with_people(Interaction.objects.filter(pk=interaction_id))
    return InteractionOut.of(rows.get())


def _current(row: Interaction) -> Any:
    return _shown(row.pk).model_dump(mode="json")


@router.get("/customers/{customer_id}/timeline", response=Page[TimelineRow])
@door.staff("customer.read")
def customer_timeline(
    request: HttpRequest, customer_id: int, asked: Query[TimelineAsked]
) -> Page[TimelineRow]:
    """Everything that happened with a customer, newest first."""
    customer = customers.find(customer_id)
    rows = selectors.timeline(customer.id, kind=asked.kind)
    sort = lists.choose(selectors.TIMELINE_SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[TimelineRow](
        items=[TimelineRow.of(row) for row in found], next=following, total=total
    )


@router.get("/interactions", response=Page[InteractionOut])
@door.staff("interaction.read")
def interaction_list(request: HttpRequest, asked: Query[InteractionsAsked]) -> Page[InteractionOut]:
    """Timeline lines of all customers within reach, newest first."""
    rows = selectors.interactions_for_list(
        customer=asked.customer,
        staff=asked.staff,
        kind=asked.kind,
        since=asked.since,
        until=asked.until,
    )
    sort = lists.choose(selectors.TIMELINE_SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[InteractionOut](
        items=[InteractionOut.of(row) for row in found], next=following, total=total
    )


@router.post("/interactions", response=InteractionOut)
@door.staff("interaction.write")
def followup_create(request: HttpRequest, payload: FollowupIn) -> InteractionOut:
    """Write a follow-up; `next_at` also plans the next one and reminds then."""
    customer = customers.find(payload.customer_id, "interaction.write")
    return _shown(
        followups.followup_write(
            customer_id=customer.id,
            text=payload.text,
            next_at=payload.next_at,
            opportunity_id=payload.opportunity_id,
        )
    )


@router.patch("/interactions/{interaction_id}", response=InteractionOut)
@door.staff("interaction.write")
def followup_update(
    request: HttpRequest, interaction_id: int, payload: InteractionPatch
) -> InteractionOut:
    """Reword a follow-up."""
    row = followups.followup_update(
        _writable(interaction_id), version=payload.version, text=payload.text, current=_current
    )
    return _shown(row.pk)


@router.delete("/interactions/{interaction_id}", response={204: None})
@door.staff("interaction.write")
def followup_delete(request: HttpRequest, interaction_id: int) -> None:
    """Delete a follow-up; `restore` undoes it."""
    followups.followup_delete(_writable(interaction_id))


@router.post("/interactions/{interaction_id}/restore", response=InteractionOut)
@door.staff("interaction.write")
def followup_restore(request: HttpRequest, interaction_id: int) -> InteractionOut:
    """Bring a deleted follow-up back."""
    row = records.find(selectors.deleted_interactions("interaction.write"), interaction_id)
    return _shown(followups.followup_restore(row).pk)
