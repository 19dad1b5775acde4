"""Cards: written by staff, published for the world, brought back after a delete."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.catalog import rules, selectors
from keliu.catalog.models import Card
from keliu.catalog.rules import faces as law
from keliu.catalog.services import codes, faces, reviews
from keliu.catalog.services.face_checks import PLAYED, checked
from keliu.catalog.services.faces import opened
from keliu.kit import phones, scope
from keliu.kit.errors import Invalid, Stale
from keliu.platform import audit, files, keys, records
from keliu.platform.models import Merchant


def _columns(changes: dict[str, Any], card: Card | None = None) -> dict[str, Any]:
    """`changes` as columns: numbers and e-mail sealed, left out when they stay the same."""
    columns = {name: value for name, value in changes.items() if name not in law.SEALED}
    if "hidden" in columns:
        columns["hidden"] = sorted(set(columns["hidden"]))
    for field in ("product_ids", "picture_ids", "tags"):
        if field in columns:
            columns[field] = list(dict.fromkeys(columns[field]))
    for field in law.SEALED:
        text = changes.get(field)
        if field in changes and (card is None or text != opened(card, field)):
            sealed = keys.seal(Card, f"{field}_sealed", text) if text else None
            columns[f"{field}_sealed"] = sealed
    return columns


def _masked(field: str, text: str) -> str:
    if not text:
        return ""
    return phones.mask_email(text) if field == "email" else phones.mask(text)


def _take(file_ids: Iterable[int | None]) -> None:
    """Take fresh uploads of the acting person into use. Raises Invalid."""
    files.attach([one for one in file_ids if one])


@transaction.atomic
def card_create(*, staff_id: int, fields: dict[str, Any], published: bool = False) -> Card:
    """A new card with its first code; name, title and company come from the person and merchant.

    Raises Invalid; NotFound when the acting person may not write cards of this colleague.
    """
    staff = accounts.owner_choice(staff_id, "staff_id")
    checked(fields, {})
    given = {name: value for name, value in fields.items() if value is not None}
    card = Card(owner_id=staff.id, department_id=staff.department_id)
    company = Merchant.objects.values_list("name", flat=True).get(pk=scope.current())
    usual = {"name": staff.name, "title": staff.title, "company": company}
    for name, value in _columns(usual | given).items():
        setattr(card, name, value)
    card.is_default = not selectors.cards_of(staff_id).filter(is_default=True).exists()
    if published:
        card.state, card.edition = Card.State.PUBLISHED, 1
    card.save(force_insert=True)
    _take([card.video_id, card.voice_id])
    if published:
        faces.keep(card, 1)
    audit.record("card.create", "card", card.pk, card.name)
    codes.code_create(card, channel=rules.DEFAULT_CHANNEL)
    return card


@transaction.atomic
def card_update(
    card: Card,
    *,
    version: int,
    changes: dict[str, Any],
    current: Callable[[Card], Any],
    known_files: Iterable[int] = (),
) -> Card:
    """Change the draft of a card; strangers go on seeing what was published.

    `known_files` are in use already, by an edition that comes back. Raises Invalid, Stale,
    ContentRefused.
    """
    before = faces.draft(card)
    checked(changes, before)
    seen = reviews.seen(card)
    known = {None, before["video_id"], before["voice_id"], *known_files}
    fresh = [changes[one] for one in PLAYED if changes.get(one) not in known]
    _keep_first(card)
    columns = _columns(changes, card)
    after = {**before, **{name: columns.get(name, value) for name, value in changes.items()}}
    columns["department_id"] = accounts.card(card.owner_id).department_id
    columns["unpublished"] = _differs(card, after)
    saved = records.save_changes(
        card, version=version, changes=columns, shown=_said(card, changes), current=current
    )
    _take(fresh)
    reviews.draft_saved(saved, seen)
    return saved


def _keep_first(card: Card) -> None:
    """A card published before there were editions keeps what strangers see as its first."""
    if card.state == Card.State.PUBLISHED and not card.edition:
        faces.keep(card, 1)
        Card.objects.filter(pk=card.pk).update(edition=1)
        card.edition = 1


def _differs(card: Card, face: dict[str, Any]) -> bool:
    """Whether the draft is not what was published last."""
    return bool(card.edition) and bool(law.changed(faces.edition(card, card.edition), face))


def _said(card: Card, changes: dict[str, Any]) -> dict[str, tuple[Any, Any] | None]:
    """What the audit log shows instead: masks, and nothing of what only follows."""
    said: dict[str, tuple[Any, Any] | None] = {"unpublished": None}
    for field in law.SEALED:
        before = opened(card, field)
        if field in changes and changes[field] != before:
            said[f"{field}_sealed"] = (_masked(field, before), _masked(field, changes[field]))
    return said


@transaction.atomic
def card_publish(card: Card, *, version: int, current: Callable[[Card], Any]) -> Card:
    """Show the draft to the world as a new edition; doing it twice changes nothing.

    What has to be looked at first waits, while strangers see what they saw. Raises Stale,
    ContentRefused.
    """
    if card.version != version:
        raise Stale(current=current(card))
    if card.state == Card.State.PUBLISHED and not card.unpublished:
        return card
    if not reviews.checked(card):
        return card
    changes = {"state": Card.State.PUBLISHED, "edition": card.edition + 1, "unpublished": False}
    saved = records.save_changes(
        card,
        version=version,
        changes=changes,
        action="card.publish",
        shown={"unpublished": None},
        current=current,
    )
    faces.keep(saved, saved.edition)
    return saved


@transaction.atomic
def card_unpublish(card: Card, *, version: int, current: Callable[[Card], Any]) -> Card:
    """Take a card down; doing it twice changes nothing. Raises Stale."""
    if card.version != version:
        raise Stale(current=current(card))
    reviews.withdraw(card)
    if card.state == Card.State.DRAFT:
        return card
    _keep_first(card)
    return records.save_changes(
        card,
        version=version,
        changes={"state": Card.State.DRAFT},
        action="card.unpublish",
        current=current,
    )


@transaction.atomic
def card_bring_back(
    card: Card, number: int, *, version: int, current: Callable[[Card], Any]
) -> Card:
    """Make an earlier edition the draft; what is gone by now stays away. Raises NotFound, Stale."""
    face = faces.edition(card, number)
    found = faces.media(face)
    alive = {row.pk for row in selectors.products_in_order(face["product_ids"])}
    face["product_ids"] = [one for one in face["product_ids"] if one in alive]
    face["picture_ids"] = [one for one in face["picture_ids"] if one in found.pictures]
    for field in law.FILES:
        if face[field] not in found.pictures and face[field] not in found.played:
            face[field] = None
    return card_update(
        card, version=version, changes=face, current=current, known_files=found.played
    )


@transaction.atomic
def card_set_default(card: Card) -> Card:
    """The card that stands for its owner wherever only one fits."""
    if card.is_default:
        return card
    mine = selectors.cards_of(card.owner_id).select_for_update().order_by("pk")
    for row in mine:
        if row.is_default:
            Card.objects.filter(pk=row.pk).update(is_default=False, version=F("version") + 1)
    Card.objects.filter(pk=card.pk).update(is_default=True, version=F("version") + 1)
    card.refresh_from_db()
    audit.record("card.default", "card", card.pk, card.name)
    return card


@transaction.atomic
def card_restore(card: Card) -> Card:
    """Undo a delete; meanwhile another card may have become the default."""
    if card.is_default and selectors.cards_of(card.owner_id).filter(is_default=True).exists():
        Card.objects.filter(pk=card.pk).update(is_default=False)
    return records.restore(card)


def card_read(card_id: int) -> Card:
    """A live card that the acting person may see. Raises NotFound."""
    rows = selectors.cards().filter(deleted_at__isnull=True)
    return records.find(accounts.within_reach(rows, "card.read"), card_id)


def card_held(card_id: int, *, deleted: bool = False) -> Card:
    """A card that the acting person may change. Raises NotFound, Forbidden."""
    rows = selectors.cards().filter(deleted_at__isnull=not deleted)
    card = records.find(accounts.within_reach(rows, "card.read"), card_id)
    accounts.assert_may("card.write", card.owner_id, card.department_id)
    return card


def first_card(staff_id: int, phone: str) -> Card:
    """The published card a new shop starts with; a number nobody can dial is left out."""
    try:
        return card_create(staff_id=staff_id, fields={"phone": phone}, published=True)
    except Invalid as wrong:
        if "phone" not in wrong.fields:
            raise
    return card_create(staff_id=staff_id, fields={}, published=True)
