"""The one gate to customers: once per message, within what they allow, always on record."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from keliu.kit import actor, clock
from keliu.kit.errors import Invalid
from keliu.outreach.models import PersonDelivery
from keliu.outreach.ports import Ports
from keliu.outreach.rules import people as rules
from keliu.outreach.services.people import allowances, consents, limits, many, posting
from keliu.platform import jobs, keys

State = PersonDelivery.State
AT_ONCE = 50
LIVE = [State.QUEUED, State.DELAYED, State.SENDING, State.DONE, State.UNKNOWN]


@dataclass(frozen=True)
class Saying:
    """What is to be said to whom. `dedupe` never repeats for one account.

    `content` of a customer message: {"kind": msgtype, msgtype: {…}}; of a template or subscribe
    message: {"template_id": …, "data": {key: text}, "url"?, "page"?, "mini_program"?}.
    """

    account_id: int
    openid: str
    customer_id: int | None
    channel: str
    content: dict[str, Any]
    purpose: str
    dedupe: str
    link: tuple[str, int] | None = None


@dataclass(frozen=True)
class Said:
    """What happened: `queued` and `delayed` are on their way, `skipped` has a reason."""

    state: str
    reason: str
    id: int


@transaction.atomic
def say(saying: Saying) -> Said:
    """Put one message on its way. Raises Invalid when its content is unsound."""
    said = _put(saying)
    if said.state == State.QUEUED:
        posting.post.later(ids=[said.id])
    return said


def say_all(sayings: Iterable[Saying]) -> list[Said]:
    """Many at once, within the caller's transaction; the worker takes them in portions."""
    given = list(sayings)
    people = {(one.account_id, one.openid) for one in given}
    # What one message does to the next matters only where somebody gets two.
    said = _put_all(given) if len(people) == len(given) else [_put(one) for one in given]
    light: list[int] = []
    heavy: list[int] = []
    for saying, one in zip(given, said, strict=True):
        if one.state == State.QUEUED:
            (light if saying.channel in Ports.many else heavy).append(one.id)
    _portions(many.post_many, light)
    _portions(posting.post, heavy)
    return said


def _portions(job: jobs.Job, waiting: list[int]) -> None:
    for first in range(0, len(waiting), AT_ONCE):
        job.later(ids=waiting[first : first + AT_ONCE])


def _put(saying: Saying) -> Said:
    row = _row(saying, *_checked(saying))
    PersonDelivery.objects.bulk_create([row], ignore_conflicts=True)
    known = _known(saying)
    if known is not None and known.pk != row.pk:
        return Said("skipped", "duplicate", known.pk)
    return _judged(row)


def _put_all(given: list[Saying]) -> list[Said]:
    """As one by one, with a question for all instead of one each."""
    checked: dict[str, tuple[str, str]] = {}
    rows = []
    for one in given:
        same = json.dumps([one.account_id, one.channel, one.purpose, one.content], sort_keys=True)
        if same not in checked:
            checked[same] = _checked(one)
        rows.append(_row(one, *checked[same]))
    PersonDelivery.objects.bulk_create(rows, ignore_conflicts=True)
    known = _all_known(rows)
    return [
        _judged(row)
        if (pk := known.get((row.account_id, row.dedupe_key), row.pk)) == row.pk
        else Said("skipped", "duplicate", pk)
        for row in rows
    ]


def _checked(saying: Saying) -> tuple[str, str]:
    """(kind, summary) of a sound message. Raises Invalid."""
    if saying.channel not in Ports.people:
        raise Invalid(fields={"channel": "没有这种发送方式"})
    if saying.purpose not in PersonDelivery.Purpose:
        raise Invalid(fields={"purpose": "没有这种用途"})
    return Ports.people[saying.channel].checked(saying.account_id, saying.content)


def _all_known(rows: list[PersonDelivery]) -> dict[tuple[int, str], int]:
    """Which message has each key, by account and key."""
    found = PersonDelivery.objects.exclude(state=State.SKIPPED).filter(
        account_id__in={row.account_id for row in rows},
        dedupe_key__in=[row.dedupe_key for row in rows],
    )
    return {
        (account, key): pk
        for account, key, pk in found.values_list("account_id", "dedupe_key", "pk")
    }


def _known(saying: Saying) -> PersonDelivery | None:
    rows = PersonDelivery.objects.filter(
        account_id=saying.account_id, dedupe_key=saying.dedupe[:80]
    )
    return rows.exclude(state=State.SKIPPED).first()


def _row(saying: Saying, kind: str, summary: str) -> PersonDelivery:
    who = actor.current()
    return PersonDelivery(
        account_id=saying.account_id,
        openid_index=allowances.index_of(saying.openid),
        openid_sealed=keys.seal(PersonDelivery, "openid_sealed", saying.openid),
        customer_id=saying.customer_id,
        channel=saying.channel,
        purpose=saying.purpose,
        kind=kind[:16],
        content=saying.content,
        summary=summary[:200],
        link_kind=saying.link[0] if saying.link else "",
        link_id=saying.link[1] if saying.link else None,
        dedupe_key=saying.dedupe[:80],
        by_id=who.staff_id,
        by_name=who.name if who.staff_id is not None else "",
    )


def _judged(row: PersonDelivery) -> Said:
    """Leave out what may not be said now, hold back what must wait for the morning."""
    reason = refusal(row)
    if reason:
        changes: dict[str, Any] = {"state": State.SKIPPED, "settled_at": clock.now()}
        PersonDelivery.objects.filter(pk=row.pk).update(reason=reason, **changes)
        return Said(State.SKIPPED, reason, row.pk)
    until = _quiet_until(row)
    if until is None:
        return Said(State.QUEUED, "", row.pk)
    held = {"state": State.DELAYED, "reason": "quiet_hours", "release_at": until}
    PersonDelivery.objects.filter(pk=row.pk).update(**held)
    posting.post.later(at=until, ids=[row.pk])
    return Said(State.DELAYED, "quiet_hours", row.pk)


def refusal(row: PersonDelivery) -> str:
    """Why a message may not be said at all, or ""."""
    index = bytes(row.openid_index or b"")
    if row.purpose == rules.MARKETING:
        if allowances.wants_none(row.account_id, index):
            return "opted_out"
        if _too_often(row, index):
            return "too_often"
    if row.channel == rules.CUSTOM and not allowances.grants(row.account_id, index, clock.now()):
        return "window"
    if row.channel == rules.SUBSCRIBE and not consents.left(
        row.account_id, index, str(row.content.get("template_id"))
    ):
        return "no_consent"
    return ""


def _too_often(row: PersonDelivery, index: bytes) -> bool:
    ours = limits.ours()
    since = clock.now() - timedelta(days=ours.days)
    same = PersonDelivery.objects.filter(
        account_id=row.account_id, openid_index=index, purpose=rules.MARKETING
    )
    others = same.filter(state__in=LIVE, created_at__gte=since).exclude(pk=row.pk)
    return others.count() >= ours.most


def _quiet_until(row: PersonDelivery) -> datetime | None:
    return limits.quiet_until() if row.purpose == rules.MARKETING else None
