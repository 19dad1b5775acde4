"""Claim → call → done, failed or unknown: each step is committed before the next begins.

A worker that is killed between claim and outcome leaves a row `sending`. Whoever finds it later
sends again only where WeChat knows the message by its key; else nobody can know, and it is put on
the list of unknown ones for a person to look up.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q

from keliu.kit import clock
from keliu.outreach.models import PersonDelivery
from keliu.outreach.ports import Letter, LetterRefused, LetterUnclear, PersonSender, Ports
from keliu.outreach.rules import people as rules
from keliu.outreach.services.people import claiming, outcomes
from keliu.platform import jobs, keys
from keliu.platform.tenancy import merchant_scope

State = PersonDelivery.State
OVERDUE = timedelta(minutes=15)
AT_ONCE = 50


@dataclass(frozen=True)
class Claimed:
    """A message that is ours to hand over."""

    row: PersonDelivery
    letter: Letter
    sender: PersonSender


def people_post(merchant_id: int, ids: list[int]) -> None:
    """Hand these messages to WeChat; for each the oldest waiting one of its person goes first."""
    for delivery_id in ids:
        with merchant_scope(merchant_id):
            claimed = _claim(delivery_id)
        if claimed is not None:
            with merchant_scope(merchant_id):
                _hand_over(claimed)


def _claim(delivery_id: int) -> Claimed | None:
    taken = claiming.claim(delivery_id)
    if taken.again_at is not None:
        post.later(at=taken.again_at, ids=[delivery_id])
    if taken.row is None:
        return None
    return Claimed(taken.row, letter_of(taken.row), Ports.people[taken.row.channel])


def letter_of(row: PersonDelivery) -> Letter:
    """What the adapter needs."""
    openid = keys.unseal(PersonDelivery, "openid_sealed", row.openid_sealed)
    return Letter(row.account_id, openid, row.kind, row.content, str(row.pk))


def _hand_over(claimed: Claimed) -> None:
    """Call WeChat and note the outcome; the claim is committed already."""
    row = claimed.row
    try:
        msgid = claimed.sender.send(claimed.letter)
    except (LetterRefused, LetterUnclear) as why:
        not_taken(row, why, keyed=claimed.sender.keyed)
    else:
        outcomes.done(row, msgid)


def not_taken(row: PersonDelivery, why: LetterRefused | LetterUnclear, *, keyed: bool) -> None:
    """WeChat said no, or nobody knows what it said."""
    if isinstance(why, LetterRefused):
        outcomes.refused(row, why.meaning, why.code, why.rid)
    else:
        outcomes.unclear(row, keyed=keyed)
    _later(row)


def _later(row: PersonDelivery) -> None:
    """What WeChat put off, or what it will know again, is tried when its time has come."""
    now = PersonDelivery.objects.filter(pk=row.pk).values_list("state", "release_at").first()
    if now is not None and now[0] == PersonDelivery.State.DELAYED and now[1] is not None:
        post.later(at=now[1], ids=[row.pk])


def sweep() -> None:
    """Rows whose worker is gone and whose job with it: settle or take up again."""
    now = clock.now()
    stale = Q(state=State.SENDING, claimed_at__lt=now - 2 * rules.STALE)
    left = Q(state=State.QUEUED, created_at__lt=now - OVERDUE)
    late = Q(state=State.DELAYED, release_at__lt=now - OVERDUE)
    rows = PersonDelivery.objects.filter(stale | left | late).order_by("id")
    found = list(rows.values_list("pk", flat=True)[:1000])
    for first in range(0, len(found), AT_ONCE):
        post.later(ids=found[first : first + AT_ONCE])


post = jobs.job(people_post, scoped=False)
