"""Timelines, follow-ups and their comments."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.customers import public as customers
from keliu.interactions.models import Comment, Interaction
from keliu.interactions.schemas.timeline import (
    CommentIn,
    CommentOut,
    FollowupIn,
    InteractionOut,
    InteractionPatch,
    InteractionsAsked,
    TimelineAsked,
    TimelineRow,
)
from keliu.interactions.selectors import timeline as questions
from keliu.interactions.services import comments, followups, pages, subjects
from keliu.platform import records
from keliu.platform.wire import Items, Page

router = Router(tags=["interactions"])
READ = questions.READ


def _visible(interaction_id: int, *, deleted: bool = False) -> Interaction:
    rows = questions.with_people(questions.any_interactions(READ, deleted=deleted))
    return records.find(rows, interaction_id)


def _shown(interaction_id: int) -> InteractionOut:
    row = questions.with_people(Interaction.objects.filter(pk=interaction_id)).get()
    return InteractionOut.of(row, questions.beside([row]))


def _current(row: Interaction) -> Any:
    return _shown(row.pk).model_dump(mode="json")


@router.get("/customers/{customer_id}/timeline", response=Page[TimelineRow])
@door.staff("customer.read")
def customer_timeline(
    request: HttpRequest, customer_id: int, asked: Query[TimelineAsked]
) -> Page[TimelineRow]:
    """Everything that happened with a customer, newest first; `q` searches the words."""
    customer = customers.find(customer_id)
    return pages.timeline_page(questions.timeline(customer.id, asked.wanted(asked.q)), asked)


@router.get("/interactions", response=Page[InteractionOut])
@door.staff("interaction.read")
def interaction_list(request: HttpRequest, asked: Query[InteractionsAsked]) -> Page[InteractionOut]:
    """Timeline lines of all customers within reach, newest first."""
    rows = questions.interactions_for_list(asked.customer, asked.wanted())
    return pages.interactions_page(rows, asked)


@router.post("/interactions", response=InteractionOut)
@door.staff("interaction.write")
def followup_create(request: HttpRequest, payload: FollowupIn) -> InteractionOut:
    """Write a follow-up on a customer or a lead; `next_at` plans the next one and reminds then."""
    subject = subjects.find(payload.customer_id, payload.lead_id, "interaction.write")
    return _shown(followups.followup_write(subject, payload.draft()))


@router.patch("/interactions/{interaction_id}", response=InteractionOut)
@door.staff("interaction.write")
def followup_update(
    request: HttpRequest, interaction_id: int, payload: InteractionPatch
) -> InteractionOut:
    """Reword a follow-up: the author, or who manages the author's follow-ups."""
    row = followups.followup_update(
        _visible(interaction_id),
        version=payload.version,
        changes=payload.changes(),
        current=_current,
    )
    return _shown(row.pk)


@router.delete("/interactions/{interaction_id}", response={204: None})
@door.staff("interaction.write")
def followup_delete(request: HttpRequest, interaction_id: int) -> None:
    """Delete a follow-up; `restore` undoes it."""
    followups.followup_delete(_visible(interaction_id))


@router.post("/interactions/{interaction_id}/restore", response=InteractionOut)
@door.staff("interaction.write")
def followup_restore(request: HttpRequest, interaction_id: int) -> InteractionOut:
    """Bring a deleted follow-up back."""
    return _shown(followups.followup_restore(_visible(interaction_id, deleted=True)).pk)


@router.get("/interactions/{interaction_id}/comments", response=Items[CommentOut])
@door.staff("interaction.read")
def comment_list(request: HttpRequest, interaction_id: int) -> Items[CommentOut]:
    """What colleagues added to a follow-up, oldest first."""
    rows = list(questions.comments(_visible(interaction_id).pk)[:200])
    return Items[CommentOut](items=_comments_out(rows))


def _comments_out(rows: list[Comment]) -> list[CommentOut]:
    names = door.names({one for row in rows for one in row.mention_ids})
    return [CommentOut.of(row, names) for row in rows]


@router.post("/interactions/{interaction_id}/comments", response=CommentOut)
@door.staff("interaction.read")
def comment_create(request: HttpRequest, interaction_id: int, payload: CommentIn) -> CommentOut:
    """Add words to a follow-up; its author and mentioned colleagues are told."""
    row = comments.comment_write(
        _visible(interaction_id), text=payload.text, mention_ids=payload.mention_ids
    )
    return _comments_out([row])[0]


@router.delete("/comments/{comment_id}", response={204: None})
@door.staff("interaction.read")
def comment_delete(request: HttpRequest, comment_id: int) -> None:
    """Take a comment back."""
    comments.comment_delete(records.find(questions.comments_within(), comment_id))
