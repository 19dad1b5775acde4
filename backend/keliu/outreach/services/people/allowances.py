"""可回复: what customers' acts allow us to send, and what is left of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from keliu.kit import clock, ids, scope
from keliu.outreach.models import Allowance, OptOut, PersonDelivery, TemplateConsent
from keliu.outreach.rules import people as rules
from keliu.outreach.rules.people import Grant, Sent
from keliu.platform import keys, sql

State = PersonDelivery.State
GIVE = """INSERT INTO outreach_allowance AS a
 (id, merchant_id, account_id, openid_index, trigger, granted_at, received_at, until, most)
 VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
 ON CONFLICT (merchant_id, account_id, openid_index, trigger) DO UPDATE
 SET granted_at = EXCLUDED.granted_at, received_at = EXCLUDED.received_at,
     until = EXCLUDED.until, most = EXCLUDED.most
 WHERE a.granted_at <= EXCLUDED.granted_at"""
LATE_ARRIVAL = timedelta(seconds=10)  # a request nobody heard of again may still be worked on


@dataclass(frozen=True)
class Left:
    """How many customer messages a person may still get, and until when at most."""

    count: int
    until: datetime | None


def index_of(openid: str) -> bytes:
    """How a person is found without their openid being readable."""
    return keys.ours().blind("openid", openid)


def allow(account_id: int, openid: str, trigger: str, at: datetime) -> None:
    """A person did something that allows messages; an older push never takes back a newer one."""
    window = rules.WINDOWS[trigger]
    until = at + window.lasts - window.early
    values = [ids.new(), scope.current(), account_id, index_of(openid), trigger, at, clock.now()]
    sql.do(GIVE, [*values, until, window.most])


def grants(account_id: int, index: bytes, now: datetime) -> list[Grant]:
    """What is live for a person, the grant that ends first in front."""
    rows = list(Allowance.objects.filter(account_id=account_id, openid_index=index, until__gt=now))
    if not rows:
        return []
    sent = _sent(account_id, index, min(row.granted_at for row in rows))
    found = [
        Grant(
            row.trigger, row.granted_at, row.until, row.most,
            rules.used(row.trigger, row.granted_at, row.received_at, sent),
        )
        for row in rows
    ]  # fmt: skip
    return rules.live(found, now)


def _sent(account_id: int, index: bytes, since: datetime) -> list[Sent]:
    """The customer messages that may have counted since then."""
    rows = PersonDelivery.objects.filter(
        account_id=account_id,
        openid_index=index,
        channel=rules.CUSTOM,
        claimed_at__gte=since - rules.STALE - LATE_ARRIVAL,
        state__in=[State.SENDING, State.DONE, State.UNKNOWN],
    )
    found = rows.values_list("window", "claimed_at", "settled_at", "state")
    return [Sent(window, start or since, _over(end, state)) for window, start, end, state in found]


def _over(settled_at: datetime | None, state: str) -> datetime | None:
    if settled_at is None or state != State.UNKNOWN:
        return settled_at
    return settled_at + LATE_ARRIVAL


def left(account_id: int, openid: str) -> Left:
    """What may still be said now; messages that wait to be sent are taken off."""
    index, now = index_of(openid), clock.now()
    found = grants(account_id, index, now)
    waiting = PersonDelivery.objects.filter(
        account_id=account_id, openid_index=index, channel=rules.CUSTOM, state=State.QUEUED
    ).count()
    count = max(sum(one.left for one in found) - waiting, 0)
    return Left(count, max((one.until for one in found), default=None) if count else None)


def end(account_id: int, index: bytes) -> None:
    """WeChat says that nothing is allowed any more: believe it until the person acts again."""
    rows = Allowance.objects.filter(account_id=account_id, openid_index=index)
    rows.update(until=clock.now())


def forget(account_id: int, openid: str) -> None:
    """The person left: nothing here tells who it was any more, except that they want no marketing.

    What waited to be sent is not sent.
    """
    index = index_of(openid)
    ours = {"account_id": account_id, "openid_index": index}
    Allowance.objects.filter(**ours).delete()
    TemplateConsent.objects.filter(**ours).delete()
    said = PersonDelivery.objects.filter(**ours)
    said.filter(state__in=[State.QUEUED, State.DELAYED]).update(
        state=State.SKIPPED, reason="unreachable", settled_at=clock.now()
    )
    said.update(openid_index=None, openid_sealed=None)


def opted_out(account_id: int, openid: str) -> bool:
    """Whether a person wants no marketing."""
    return wants_none(account_id, index_of(openid))


def wants_none(account_id: int, index: bytes) -> bool:
    """Whether somebody known by their index wants no marketing."""
    return OptOut.objects.filter(account_id=account_id, openid_index=index).exists()


def unwilling(account_id: int) -> set[bytes]:
    """The indexes of everybody who wants no marketing from an account."""
    found = OptOut.objects.filter(account_id=account_id).values_list("openid_index", flat=True)
    return {bytes(one) for one in found}


def opt_out(account_id: int, openid: str, by_name: str = "") -> None:
    """No more marketing to this person; saying it twice is no mistake."""
    OptOut.objects.bulk_create(
        [OptOut(account_id=account_id, openid_index=index_of(openid), by_name=by_name)],
        ignore_conflicts=True,
    )


def opt_in(account_id: int, openid: str) -> None:
    """The person wants to hear of us again."""
    OptOut.objects.filter(account_id=account_id, openid_index=index_of(openid)).delete()
