"""A campaign: messages to many people at once, claimed and settled by the portion.

Only what WeChat knows again by our key goes this way (`Ports.many`). A worker that is killed in
the middle leaves a portion `sending`; it is handed over again under the same keys, and nobody gets
anything twice. Everything else, and whoever has an older message waiting, goes one by one.
"""

from collections.abc import Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from keliu.kit import clock
from keliu.outreach.models import OptOut, PersonDelivery
from keliu.outreach.ports import Ports, Sent
from keliu.outreach.rules import people as rules
from keliu.outreach.services.people import outcomes, posting
from keliu.platform import jobs
from keliu.platform.tenancy import merchant_scope

State = PersonDelivery.State
PORTION = 25


def people_post_many(merchant_id: int, ids: list[int]) -> None:
    """Hand these to WeChat, portion by portion; claim and outcome of each are committed."""
    for first in range(0, len(ids), PORTION):
        asked = ids[first : first + PORTION]
        with merchant_scope(merchant_id):
            rows = _claimed(asked)
        if rows:
            with merchant_scope(merchant_id):
                _hand_over(rows)
        ours = {row.pk for row in rows}
        posting.people_post(merchant_id, [one for one in asked if one not in ours])


post_many = jobs.job(people_post_many, scoped=False, patient=True)


def _claimed(asked: list[int]) -> list[PersonDelivery]:
    """Those of a portion that may go at once; nobody else can take them then."""
    now = clock.now()
    rows = list(_plain(asked).select_for_update(of=("self",), no_key=True, skip_locked=True))
    PersonDelivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.SENDING, claimed_at=now, first_at=now, tries=F("tries") + 1
    )
    for row in rows:
        row.state, row.claimed_at, row.first_at = State.SENDING, now, now
        row.tries += 1
    return rows


def _plain(asked: list[int]) -> "QuerySet[PersonDelivery]":
    """Waiting for the first time, to somebody for whom nothing older waits and who wants it."""
    person = {"account_id": OuterRef("account_id"), "openid_index": OuterRef("openid_index")}
    waiting = Q(state__in=[State.QUEUED, State.SENDING, State.DELAYED])
    older = PersonDelivery.objects.filter(
        waiting, **person, channel=OuterRef("channel"), pk__lt=OuterRef("pk")
    )
    unwilling = Q(purpose=rules.MARKETING) & Exists(OptOut.objects.filter(**person))
    return PersonDelivery.objects.filter(
        ~Exists(older),
        ~unwilling,
        pk__in=asked,
        state=State.QUEUED,
        tries=0,
        channel__in=list(Ports.many),
        openid_index__isnull=False,
    ).order_by("id")


def _hand_over(rows: list[PersonDelivery]) -> None:
    """Call WeChat for all and note what became of each; the claims are committed already."""
    for channel in {row.channel for row in rows}:
        ours = [row for row in rows if row.channel == channel]
        letters = [posting.letter_of(row) for row in ours]
        _settle(ours, Ports.many[channel](letters))


def _settle(rows: list[PersonDelivery], sent: Sequence[Sent]) -> None:
    taken = []
    for row, one in zip(rows, sent, strict=True):
        if isinstance(one, str):
            taken.append((row, one))
        else:
            posting.not_taken(row, one, keyed=True)
    outcomes.all_done(taken)
