"""Comments on a follow-up: added by whoever may read it, taken back by their author."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.interactions.errors import NotYourWords, SystemLine
from keliu.interactions.models import Comment, Interaction
from keliu.interactions.services import followups, mentions, subjects
from keliu.kit import actor, clock
from keliu.kit.errors import NotFound
from keliu.outreach import public as outreach
from keliu.platform import audit


@transaction.atomic
def comment_write(row: Interaction, *, text: str, mention_ids: Sequence[int]) -> Comment:
    """Add words to a follow-up; its author and those mentioned are told. Raises SystemLine."""
    if row.kind != Interaction.Kind.FOLLOWUP:
        raise SystemLine
    subject = subjects.of(row)
    mentions.check(subject, mention_ids)
    comment = Comment(
        interaction_id=row.pk,
        staff_id=actor.current().staff_id or 0,
        text=text,
        mention_ids=list(dict.fromkeys(mention_ids)),
    )
    comment.save(force_insert=True)
    _count(row.pk, 1)
    audit.record("comment.create", "interaction", row.pk, text[:60])
    mentions.tell(comment, subject, mention_ids, text)
    _tell_author(row, comment, subject)
    return comment


def _tell_author(row: Interaction, comment: Comment, subject: subjects.Subject) -> None:
    by = actor.current()
    if row.staff_id is None or row.staff_id in {by.staff_id, *comment.mention_ids}:
        return
    if not mentions.sees(row.staff_id, subject):  # the customer went to somebody else
        return
    outreach.tell_staff(
        staff_id=row.staff_id,
        kind="mention",
        title=f"{by.name}评论了你在{subject.name}的跟进",
        text=comment.text[:200],
        link=subject.link,
        dedupe=f"comment:{comment.pk}",
    )


def removable(comment: Comment) -> bool:
    """Whether the acting person may take the comment back."""
    who = actor.current()
    mine = comment.staff_id == who.staff_id
    place = comment.staff.department_id
    return mine or accounts.reaches(who, followups.MANAGE, comment.staff_id, place)


@transaction.atomic
def comment_delete(comment: Comment) -> None:
    """Take a comment back. Raises NotYourWords, NotFound the second time."""
    if not removable(comment):
        raise NotYourWords(name=comment.staff.name)
    living = Comment.objects.filter(pk=comment.pk, deleted_at__isnull=True)
    if not living.update(deleted_at=clock.now()):
        raise NotFound
    _count(comment.interaction_id, -1)
    audit.record("comment.delete", "interaction", comment.interaction_id, comment.text[:60])


def _count(line_id: int, step: int) -> None:
    rows = Interaction.objects.filter(pk=line_id)
    rows.update(comment_count=F("comment_count") + step)
