"""Faces of cards: the draft that is edited, the editions that strangers saw, and publishing."""

import json
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from keliu.catalog.models import Card, CardEdition
from keliu.catalog.rules import faces as rules
from keliu.kit import actor
from keliu.kit.errors import NotFound
from keliu.platform import files, keys
from keliu.platform.files import AttachmentCard, FileCard


@dataclass(frozen=True)
class Media:
    """The files of a face: public pictures by id, and what is played from signed addresses."""

    pictures: dict[int, FileCard]
    played: dict[int, AttachmentCard]

    def url(self, file_id: int | None) -> str | None:
        """The address of a picture that is still there."""
        found = self.pictures.get(file_id or 0)
        return found.url if found else None


def opened(card: Card, field: str) -> str:
    """A number or the e-mail of a card as text."""
    sealed = getattr(card, f"{field}_sealed")
    return "" if sealed is None else keys.unseal(Card, f"{field}_sealed", sealed)


def draft(card: Card) -> dict[str, Any]:
    """The face as it is being edited."""
    face: dict[str, Any] = {}
    for name in rules.SHOWN:
        face[name] = opened(card, name) if name in rules.SEALED else getattr(card, name)
    return {name: list(value) if name in rules.LISTS else value for name, value in face.items()}


def shown(card: Card) -> dict[str, Any]:
    """The face that strangers see: the edition published last, which mostly is the draft too."""
    if not card.edition or not card.unpublished:
        return draft(card)
    return edition(card, card.edition)


def words(card: Card) -> tuple[str, str, str]:
    """Name, title and company as strangers see them, without opening what is sealed in vain."""
    if not card.edition or not card.unpublished:
        return card.name, card.title, card.company
    face = edition(card, card.edition)
    return face["name"], face["title"], face["company"]


def edition(card: Card, number: int) -> dict[str, Any]:
    """The face of one edition. Raises NotFound."""
    row = editions(card.pk).filter(number=number).first()
    if row is None:
        raise NotFound
    return face_of(row)


def editions(card_id: int) -> QuerySet[CardEdition]:
    """Editions of a card, the newest first."""
    return CardEdition.objects.filter(card_id=card_id).order_by("-number")


def face_of(row: CardEdition) -> dict[str, Any]:
    """What an edition kept."""
    face: dict[str, Any] = json.loads(keys.unseal(CardEdition, "face_sealed", row.face_sealed))
    return face


def made(card: Card, number: int, by_id: int | None) -> CardEdition:
    """The draft as edition `number`, not stored yet."""
    text = json.dumps(draft(card), ensure_ascii=False)
    sealed = keys.seal(CardEdition, "face_sealed", text)
    return CardEdition(card=card, number=number, face_sealed=sealed, by_id=by_id)


def keep(card: Card, number: int) -> None:
    """Keep the draft as edition `number`; nobody changes it afterwards."""
    made(card, number, actor.current().staff_id).save(force_insert=True)


def media(face: dict[str, Any]) -> Media:
    """The files that a face shows, in two queries at most."""
    pictured = [face["avatar_id"], face["cover_id"], face["wechat_qr_id"], *face["picture_ids"]]
    played = [one for one in (face["video_id"], face["voice_id"]) if one]
    return Media(files.cards([one for one in pictured if one]), files.attachments(played))
