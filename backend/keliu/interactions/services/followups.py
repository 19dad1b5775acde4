"""Writing, changing, deleting and bringing back follow-ups."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.customers import public as customers
from keliu.interactions import rules
from keliu.interactions.errors import SystemLine
from keliu.interactions.events import FollowupWritten
from keliu.interactions.models import Interaction, Plan
from keliu.interactions.ports import Ports
from keliu.interactions.services import plans, timeline
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit, records
from keliu.platform.outbox import publish


@transaction.atomic
def followup_write(
    *, customer_id: int, text: str, next_at: datetime | None, opportunity_id: int | None
) -> int:
    """Note a follow-up and, with `next_at`, plan the next one; returns the line's id."""
    data = _links(customer_id, opportunity_id)
    if next_at is not None:
        plans.due_checked(next_at, "next_at")
        data["next_at"] = clock.iso(next_at)
    customers.hold(customer_id)
    me = actor.current().staff_id or 0
    name = accounts.names({me}).get(me, "")
    line_id = timeline.line_write(
        once=False,
        customer_id=customer_id,
        kind=Interaction.Kind.FOLLOWUP,
        title=f"{name}写了跟进",
        text=text,
        staff_id=me,
        data=data,
    )
    if next_at is not None:
        plans.plan_write(
            customer_id=customer_id,
            staff_id=me,
            due_at=next_at,
            text=rules.first_line(text),
            interaction_id=line_id,
        )
    plans.summary_refresh(customer_id)
    audit.record("interaction.create", "interaction", line_id, rules.first_line(text, 60))
    publish(FollowupWritten(line_id, customer_id, me))
    return line_id


def _links(customer_id: int, opportunity_id: int | None) -> dict[str, Any]:
    """What the line also points at. Raises Invalid for another customer's opportunity."""
    if opportunity_id is None:
        return {}
    try:
        owner_id, title = Ports.opportunity_of(opportunity_id)
    except NotFound:
        owner_id, title = 0, ""
    if owner_id != customer_id:
        raise Invalid(fields={"opportunity_id": "这个客户没有这个商机"})
    return {"opportunity": {"id": str(opportunity_id), "name": title}}


def _own_words(row: Interaction) -> None:
    if row.kind != Interaction.Kind.FOLLOWUP:
        raise SystemLine


@transaction.atomic
def followup_update(
    row: Interaction, *, version: int, text: str, current: Callable[[Interaction], Any]
) -> Interaction:
    """Reword a follow-up. Raises Stale, SystemLine."""
    _own_words(row)
    return records.save_changes(row, version=version, changes={"text": text}, current=current)


@transaction.atomic
def followup_delete(row: Interaction) -> None:
    """Delete a follow-up; the open plan it made goes with it. Raises SystemLine."""
    _own_words(row)
    customers.hold(row.customer_id)
    records.delete(row)
    _plans_of(row).filter(state=Plan.State.PENDING).update(
        state=Plan.State.CANCELLED, cancelled_with_followup=True, version=F("version") + 1
    )
    plans.summary_refresh(row.customer_id)


@transaction.atomic
def followup_restore(row: Interaction) -> Interaction:
    """Undo a delete; the plan that went with it is open again, its reminder stands."""
    _own_words(row)
    customers.hold(row.customer_id)
    records.restore(row)
    _plans_of(row).filter(state=Plan.State.CANCELLED, cancelled_with_followup=True).update(
        state=Plan.State.PENDING, cancelled_with_followup=False, version=F("version") + 1
    )
    plans.summary_refresh(row.customer_id)
    return row


def _plans_of(row: Interaction) -> Any:
    return Plan.objects.filter(interaction_id=row.pk)
