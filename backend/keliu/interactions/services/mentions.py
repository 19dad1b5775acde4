"""@ a colleague: only those who may see the record, each told once per line."""

from collections.abc import Sequence

from keliu.accounts import public as accounts
from keliu.interactions import rules
from keliu.interactions.errors import MentionBlind
from keliu.interactions.models import Comment, Interaction
from keliu.interactions.services import subjects
from keliu.interactions.services.subjects import Subject
from keliu.kit import actor
from keliu.kit.errors import Invalid, NotFound
from keliu.outreach import public as outreach

FIELD = "mention_ids"


def check(subject: Subject, staff_ids: Sequence[int]) -> None:
    """Raise Invalid for somebody who is not here, MentionBlind for who may not see the record."""
    if len(staff_ids) > rules.MOST_MENTIONS:
        raise Invalid(fields={FIELD: f"一次最多提到 {rules.MOST_MENTIONS} 位同事"})
    for one in staff_ids:
        person = accounts.owner_choice(one, FIELD)
        if not sees(person.id, subject):
            raise MentionBlind(
                fields={FIELD: f"{person.name}看不到这条记录,请先给他临时授权,或不要提到他"}
            )


def sees(staff_id: int, subject: Subject) -> bool:
    """Whether a colleague may read about somebody."""
    who = accounts.actor_of(staff_id)
    if who is None or not who.may("interaction.read"):
        return False
    kind = "customer" if subject.customer_id is not None else "lead"
    with actor.acting(who):
        try:
            subjects.find(subject.customer_id, subject.lead_id, f"{kind}.read")
        except NotFound:
            return False
    return True


def tell(
    about: "Interaction | Comment", subject: Subject, staff_ids: Sequence[int], text: str
) -> None:
    """Let them know, through the gate; nobody hears of their own words."""
    by = actor.current()
    for one in dict.fromkeys(staff_ids):
        if one != by.staff_id:
            outreach.tell_staff(
                staff_id=one,
                kind="mention",
                title=f"{by.name}在{subject.name}的跟进里提到了你",
                text=rules.first_line(text),
                link=subject.link,
                dedupe=f"mention:{about.pk}",
            )
