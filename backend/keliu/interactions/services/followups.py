"""Writing, changing, deleting and bringing back follow-ups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.interactions import rules
from keliu.interactions.errors import NotYourWords, SystemLine
from keliu.interactions.events import FollowupWritten
from keliu.interactions.models import Interaction, Plan
from keliu.interactions.ports import Ports
from keliu.interactions.services import mentions, plans, subjects, voices
from keliu.interactions.services.subjects import Subject
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit, files, records
from keliu.platform.outbox import publish

MANAGE = "interaction.manage"


@dataclass(frozen=True)
class Draft:
    """What somebody wrote down: words or files, how they met, and what comes next."""

    text: str = ""
    way: str = "note"
    direction: str = ""
    result: str = ""
    minutes: int | None = None
    next_at: datetime | None = None
    opportunity_id: int | None = None
    file_ids: Sequence[int] = ()
    mention_ids: Sequence[int] = ()
    place: dict[str, Any] | None = field(default=None)


@transaction.atomic
def followup_write(subject: Subject, draft: Draft) -> int:
    """Note a follow-up and, with `next_at`, plan the next one; returns the line's id."""
    data = _checked(subject, draft)
    subjects.hold(subject)
    me = actor.current().staff_id or 0
    row = _line(subject, draft, data)
    if draft.next_at is not None:
        plans.plan_write(
            subject=subject,
            staff_id=me,
            due_at=draft.next_at,
            text=rules.first_line(draft.text) or "再联系",
            interaction_id=row.pk,
        )
    plans.summary_refresh(subject)
    audit.record("interaction.create", "interaction", row.pk, rules.first_line(draft.text, 60))
    publish(FollowupWritten(row.pk, subject.customer_id, me, subject.lead_id))
    mentions.tell(row, subject, draft.mention_ids, draft.text)
    voices.words_later(row.pk, row.file_ids)
    return row.pk


def _checked(subject: Subject, draft: Draft) -> dict[str, Any]:
    """What the line also points at; everything refused is refused here, before any lock."""
    if not draft.text and not draft.file_ids:
        raise Invalid(fields={"text": "写一句话,或加一段语音、一张图片"})
    data = _links(subject, draft.opportunity_id)
    if draft.next_at is not None:
        plans.due_checked(draft.next_at, "next_at")
        data["next_at"] = clock.iso(draft.next_at)
    mentions.check(subject, draft.mention_ids)
    files.attach(draft.file_ids)
    return data


def _line(subject: Subject, draft: Draft, data: dict[str, Any]) -> Interaction:
    me = actor.current().staff_id or 0
    name = accounts.names({me}).get(me, "")
    row = Interaction(
        **subject.columns,
        kind=Interaction.Kind.FOLLOWUP,
        way=draft.way,
        direction=draft.direction if draft.way in rules.DIRECTED else "",
        result=draft.result,
        minutes=draft.minutes,
        title=f"{name}写了跟进",
        text=draft.text,
        staff_id=me,
        data=data,
        file_ids=list(draft.file_ids),
        mention_ids=list(dict.fromkeys(draft.mention_ids)),
        place=draft.place,
    )
    row.save(force_insert=True)
    return row


def _links(subject: Subject, opportunity_id: int | None) -> dict[str, Any]:
    """The opportunity the line names. Raises Invalid for another customer's."""
    if opportunity_id is None:
        return {}
    try:
        owner_id, title = Ports.opportunity_of(opportunity_id)
    except NotFound:
        owner_id, title = 0, ""
    if owner_id != subject.customer_id:
        raise Invalid(fields={"opportunity_id": "这个客户没有这个商机"})
    return {"opportunity": {"id": str(opportunity_id), "name": title}}


def changeable(row: Interaction) -> bool:
    """Whether the acting person may change these words: the author, or who manages the author."""
    who = actor.current()
    if row.kind != Interaction.Kind.FOLLOWUP or row.staff is None:
        return False
    if row.staff_id == who.staff_id and who.may("interaction.write"):
        return True
    return accounts.reaches(who, MANAGE, row.staff_id, row.staff.department_id)


def _own_words(row: Interaction) -> None:
    if row.kind != Interaction.Kind.FOLLOWUP:
        raise SystemLine
    if not changeable(row):
        raise NotYourWords(name=row.staff.name if row.staff else "系统")


@transaction.atomic
def followup_update(
    row: Interaction,
    *,
    version: int,
    changes: dict[str, Any],
    current: Callable[[Interaction], Any],
) -> Interaction:
    """Reword a follow-up. Raises Stale, SystemLine, NotYourWords, Invalid."""
    _own_words(row)
    if not changes.get("text", row.text) and not row.file_ids:
        raise Invalid(fields={"text": "写一句话,或加一段语音、一张图片"})
    if changes.get("way", row.way) not in rules.DIRECTED:
        changes = {**changes, "direction": ""}
    return records.save_changes(row, version=version, changes=changes, current=current)


@transaction.atomic
def followup_delete(row: Interaction) -> None:
    """Delete a follow-up; the open plan it made goes with it. Raises SystemLine, NotYourWords."""
    _own_words(row)
    subject = subjects.pointed(row)
    subjects.hold(subject)
    records.delete(row)
    _plans_of(row).filter(state=Plan.State.PENDING).update(
        state=Plan.State.CANCELLED, cancelled_with_followup=True, version=F("version") + 1
    )
    plans.summary_refresh(subject)


@transaction.atomic
def followup_restore(row: Interaction) -> Interaction:
    """Undo a delete; the plan that went with it is open again, its reminder stands."""
    _own_words(row)
    subject = subjects.pointed(row)
    subjects.hold(subject)
    records.restore(row)
    _plans_of(row).filter(state=Plan.State.CANCELLED, cancelled_with_followup=True).update(
        state=Plan.State.PENDING, cancelled_with_followup=False, version=F("version") + 1
    )
    plans.summary_refresh(subject)
    return row


def _plans_of(row: Interaction) -> Any:
    return Plan.objects.filter(interaction_id=row.pk)
