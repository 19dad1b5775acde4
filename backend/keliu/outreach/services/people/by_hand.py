"""What a person does with a message on record."""

from django.db import transaction

from keliu.kit import actor, clock
from keliu.outreach.errors import NotAgain
from keliu.outreach.models import PersonDelivery
from keliu.outreach.services.people import posting, saying
from keliu.outreach.services.people.saying import Said, Saying
from keliu.platform import audit

State = PersonDelivery.State
AGAIN = (State.UNKNOWN, State.FAILED, State.SKIPPED)


@transaction.atomic
def again(row: PersonDelivery) -> Said:
    """Say it once more, as a new message; an unknown one counts as not sent from now on.

    Raises NotAgain for what was sent or is on its way, and for people who have left.
    """
    if row.openid_sealed is None or row.state not in AGAIN:
        raise NotAgain
    if row.state == State.UNKNOWN:
        who = actor.current().name[:60]
        rows = PersonDelivery.objects.filter(pk=row.pk, state=State.UNKNOWN)
        if not rows.update(state=State.FAILED, resolved_by=who, resolved_at=clock.now()):
            raise NotAgain
    said = saying.say(_same(row))
    if said.reason == "duplicate":
        raise NotAgain
    audit.record("message.again", "message", row.pk, row.summary)
    return said


def _same(row: PersonDelivery) -> Saying:
    return Saying(
        account_id=row.account_id,
        openid=posting.letter_of(row).openid,
        customer_id=row.customer_id,
        channel=row.channel,
        content=row.content,
        purpose=row.purpose,
        dedupe=f"again:{row.pk}",
        link=(row.link_kind, row.link_id) if row.link_id is not None else None,
    )
