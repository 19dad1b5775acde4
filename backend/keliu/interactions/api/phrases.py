"""Phrases that follow-ups are written with."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as door
from keliu.interactions.models import Phrase
from keliu.interactions.schemas.phrases import PhraseIn, PhraseOrder, PhraseOut, PhrasePatch
from keliu.interactions.services import phrases
from keliu.platform import records
from keliu.platform.wire import Items

router = Router(tags=["phrases"])
MANAGE = "merchant.write"


def _items() -> Items[PhraseOut]:
    return Items[PhraseOut](items=[PhraseOut.model_validate(row) for row in phrases.all_phrases()])


def _shown(row: Phrase) -> Any:
    return PhraseOut.model_validate(row).model_dump(mode="json")


@router.get("/phrases", response=Items[PhraseOut])
@door.staff()
def phrase_list(request: HttpRequest) -> Items[PhraseOut]:
    """The merchant's phrases in order; a hundred at most."""
    return _items()


@router.post("/phrases", response=PhraseOut)
@door.staff(MANAGE)
def phrase_create(request: HttpRequest, payload: PhraseIn) -> PhraseOut:
    """A new phrase at the end of the list."""
    return PhraseOut.model_validate(phrases.phrase_add(text=payload.text))


@router.put("/phrases/order", response=Items[PhraseOut])
@door.staff(MANAGE)
def phrase_order(request: HttpRequest, payload: PhraseOrder) -> Items[PhraseOut]:
    """Put all phrases in another order."""
    phrases.phrases_arrange([int(one) for one in payload.ids])
    return _items()


@router.patch("/phrases/{int:phrase_id}", response=PhraseOut)
@door.staff(MANAGE)
def phrase_update(request: HttpRequest, phrase_id: int, payload: PhrasePatch) -> PhraseOut:
    """Say it in other words."""
    row = records.find(Phrase.objects.all(), phrase_id)
    changed = phrases.phrase_change(row, version=payload.version, text=payload.text, current=_shown)
    return PhraseOut.model_validate(changed)


@router.delete("/phrases/{int:phrase_id}", response={204: None})
@door.staff(MANAGE)
def phrase_delete(request: HttpRequest, phrase_id: int) -> None:
    """Remove a phrase; what was written with it stays."""
    phrases.phrase_remove(records.find(Phrase.objects.all(), phrase_id))
