"""Phrases: adding, changing, ordering, and those of a trade's template."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, models, transaction

from keliu.interactions.errors import PhraseTaken, TooManyPhrases
from keliu.interactions.models import Phrase
from keliu.kinds.ports import Addition, PresetPart
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit, records
from keliu.platform.undo import Journal

MOST = 100


def all_phrases() -> list[Phrase]:
    """Every phrase in the order people chose."""
    return list(Phrase.objects.order_by("position", "id"))


@transaction.atomic
def phrase_add(*, text: str) -> Phrase:
    """A new phrase at the end. Raises PhraseTaken, TooManyPhrases."""
    if Phrase.objects.count() >= MOST:
        raise TooManyPhrases(most=MOST)
    last = Phrase.objects.aggregate(last=models.Max("position"))["last"]
    row = Phrase(text=text, position=(last or 0) + 1)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as clash:
        raise _taken(clash) from clash
    audit.record("phrase.create", "phrase", row.pk, text)
    return row


def _taken(clash: IntegrityError) -> Exception:
    if "phrase_once" not in str(clash):
        return clash
    return PhraseTaken(fields={"text": PhraseTaken.message})


def phrase_change(row: Phrase, *, version: int, text: str, current: Any) -> Phrase:
    """Other words. Raises PhraseTaken, Stale."""
    try:
        with transaction.atomic():
            return records.save_changes(
                row, version=version, changes={"text": text}, current=current
            )
    except IntegrityError as clash:
        raise _taken(clash) from clash


@transaction.atomic
def phrase_remove(row: Phrase) -> None:
    """A phrase goes; what was written with it stays."""
    audit.record("phrase.delete", "phrase", row.pk, row.text)
    row.delete()


@transaction.atomic
def phrases_arrange(phrase_ids: Sequence[int]) -> None:
    """All phrases in this order. Raises NotFound, and Invalid when somebody added one since."""
    known = set(Phrase.objects.values_list("id", flat=True))
    if not set(phrase_ids) <= known:
        raise NotFound
    if set(phrase_ids) != known or len(phrase_ids) != len(known):
        raise Invalid(fields={"ids": "常用语和现在的不一致,请刷新后再排"})
    for at, one in enumerate(phrase_ids, start=1):
        Phrase.objects.filter(pk=one).update(position=at)


def _wanted(texts: Sequence[str]) -> list[str]:
    known = set(Phrase.objects.values_list("text", flat=True))
    return [text for text in texts if text not in known][: max(MOST - len(known), 0)]


def _add(texts: Sequence[str], journal: Journal) -> None:
    for text in _wanted(texts):
        journal.created(Phrase, [phrase_add(text=text).pk])


PART = PresetPart(
    "phrases",
    "常用语",
    "Phrases",
    list[str],
    lambda texts: [Addition(text) for text in _wanted(texts)],
    _add,
)
