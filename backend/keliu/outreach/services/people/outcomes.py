"""What became of a message that was handed to WeChat."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from keliu.kit import actor, clock, scope
from keliu.outreach.errors import NotUnknown
from keliu.outreach.events import PersonTold
from keliu.outreach.models import PersonDelivery
from keliu.outreach.rules import people as rules
from keliu.outreach.services.people import allowances, consents
from keliu.platform import audit, realtime, sql
from keliu.platform.outbox import publish

State, Result = PersonDelivery.State, PersonDelivery.Result
AGAIN = timedelta(seconds=20)
ALL_DONE = """
UPDATE outreach_persondelivery d
SET state = 'done', msgid = v.msgid, settled_at = %s, reason = '', code = NULL
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[]) AS v (id, msgid, claimed_at)
WHERE d.merchant_id = %s AND d.id = v.id AND d.claimed_at = v.claimed_at
  AND d.state IN ('sending', 'unknown')
"""


def _settle(row: PersonDelivery, state: str, **values: Any) -> bool:
    """Move a row on if it is still our hand-over; a slow worker that was given up changes nothing.

    What was found unknown meanwhile and turns out done is done.
    """
    ours = PersonDelivery.objects.filter(pk=row.pk, claimed_at=row.claimed_at)
    was = [State.SENDING, State.UNKNOWN] if state == State.DONE else [State.SENDING]
    moved = ours.filter(state__in=was).update(state=state, **values)
    if moved and row.by_id is not None:
        told = {"id": str(row.pk), "state": state, "reason": values.get("reason", "")}
        realtime.push(realtime.staff_topic(row.by_id), "message.settled", told)
    return bool(moved)


def done(row: PersonDelivery, msgid: str) -> None:
    """WeChat took it."""
    moved = _settle(row, State.DONE, msgid=msgid[:64], settled_at=clock.now(), reason="", code=None)
    if moved and row.customer_id is not None:
        publish(PersonTold(row.pk))


def all_done(taken: Sequence[tuple[PersonDelivery, str]]) -> None:
    """WeChat took these: one statement for all that nobody waits to hear of."""
    plain = [(row, msgid) for row, msgid in taken if row.by_id is None and row.customer_id is None]
    for row, msgid in taken:
        if row.by_id is not None or row.customer_id is not None:
            done(row, msgid)
    if plain:
        msgids = [msgid[:64] for _, msgid in plain]
        keys, claims = zip(*((row.pk, row.claimed_at) for row, _ in plain), strict=True)
        values = [list(keys), msgids, list(claims), scope.current()]
        sql.do(ALL_DONE, [clock.now(), *values])


def refused(row: PersonDelivery, meaning: str, code: int | None, rid: str) -> None:
    """WeChat said no: believed, tried later where that helps, else the end of it."""
    index = bytes(row.openid_index or b"")
    if meaning in rules.ENDS_WINDOW and row.channel == rules.CUSTOM:
        allowances.end(row.account_id, index)
    if row.channel == rules.SUBSCRIBE:
        _consent_back(row, index, meaning)
    again = rules.again_at(meaning, row.tries, clock.now()) if meaning in rules.LATER else None
    if again is not None:
        _settle(row, State.DELAYED, reason=meaning, code=code, rid=rid, release_at=again)
        return
    _settle(row, State.FAILED, reason=meaning, code=code, rid=rid, settled_at=clock.now())


def _consent_back(row: PersonDelivery, index: bytes, meaning: str) -> None:
    template = str(row.content.get("template_id"))
    if meaning in {"no_consent", "blocked"}:
        consents.none_left(row.account_id, index, template)
    else:
        consents.give_back(row.account_id, index, template)


def unclear(row: PersonDelivery, *, keyed: bool) -> None:
    """No answer: where WeChat knows our key a second try is safe, else nobody knows."""
    young = clock.now() - (row.first_at or clock.now()) < rules.KEYED_FOR
    if keyed and young and row.tries < rules.MOST_TRIES:
        _settle(row, State.DELAYED, reason="no_answer", release_at=clock.now() + AGAIN)
        return
    unknown(row, "no_answer")


def unknown(row: PersonDelivery, reason: str) -> None:
    """Nobody knows; a person looks it up."""
    _settle(row, State.UNKNOWN, reason=reason, settled_at=clock.now())


def too_late(row: PersonDelivery, reason: str, state: str = State.FAILED) -> None:
    """While it waited it became something that may not be said."""
    changes: dict[str, Any] = {"state": state, "reason": reason, "settled_at": clock.now()}
    PersonDelivery.objects.filter(pk=row.pk).update(**changes)


def reported(account_id: int, msgid: str, result: str) -> bool:
    """WeChat tells later what became of a message it had taken."""
    rows = PersonDelivery.objects.filter(account_id=account_id, msgid=msgid)
    return bool(rows.update(result=result))


def resolve(row: PersonDelivery, *, sent: bool) -> PersonDelivery:
    """A person has looked an unknown one up. Raises NotUnknown when it is settled."""
    who = actor.current()
    state = State.DONE if sent else State.FAILED
    rows = PersonDelivery.objects.filter(pk=row.pk, state=State.UNKNOWN)
    if not rows.update(state=state, resolved_by=who.name[:60], resolved_at=clock.now()):
        raise NotUnknown
    said = {"state": (State.UNKNOWN.value, state.value)}
    audit.record("message.resolve", "message", row.pk, row.summary, said)
    row.refresh_from_db()
    if sent and row.customer_id is not None:
        publish(PersonTold(row.pk))
    return row
