"""Cards: written by staff, published for the world, brought back after a delete."""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from keliu.accounts import public as accounts
from keliu.catalog import rules, selectors
from keliu.catalog.models import Card
from keliu.catalog.services import codes, reviews
from keliu.kit import phones, scope
from keliu.kit.errors import Invalid, Stale
from keliu.platform import audit, files, keys, records
from keliu.platform.models import Merchant

SEALED = ("phone", "email")


def opened(card: Card, field: str) -> str:
    """The phone or e-mail of a card as text."""
    sealed = getattr(card, f"{field}_sealed")
    return "" if sealed is None else keys.unseal(Card, f"{field}_sealed", sealed)


def _checked(changes: dict[str, Any]) -> None:
    """Refuse what no card may have. Raises Invalid naming the field."""
    strange = rules.unknown_names(changes.get("hidden") or [])
    if strange:
        raise Invalid(fields={"hidden": f"名片上没有“{strange[0]}”这一项"})
    if changes.get("phone"):
        phones.normalise(changes["phone"])
    if changes.get("email") and not rules.sound_email(changes["email"]):
        raise Invalid(fields={"email": "邮箱写法不对,请检查"})
    for field in ("avatar_id", "cover_id"):
        if changes.get(field) is not None and not files.cards([changes[field]]):
            raise Invalid(fields={field: "图片没有找到,请重新上传"})
    _check_products(changes.get("product_ids"))


def _check_products(product_ids: list[int] | None) -> None:
    if not product_ids:
        return
    if len(product_ids) > rules.MOST_PRODUCTS_ON_CARD:
        most = rules.MOST_PRODUCTS_ON_CARD
        raise Invalid(fields={"product_ids": f"一张名片最多放 {most} 个产品"})
    if len(selectors.products_in_order(product_ids)) != len(set(product_ids)):
        raise Invalid(fields={"product_ids": "有产品没有找到,可能已被删除"})


def _columns(changes: dict[str, Any], card: Card | None = None) -> dict[str, Any]:
    """`changes` as columns: phone and e-mail sealed, left out when they stay the same."""
    columns = {name: value for name, value in changes.items() if name not in SEALED}
    if "product_ids" in columns:
        columns["product_ids"] = list(dict.fromkeys(columns["product_ids"]))
    if "hidden" in columns:
        columns["hidden"] = sorted(set(columns["hidden"]))
    for field in SEALED:
        text = changes.get(field)
        if field in changes and (card is None or text != opened(card, field)):
            sealed = keys.seal(Card, f"{field}_sealed", text) if text else None
            columns[f"{field}_sealed"] = sealed
    return columns


def _masked(field: str, text: str) -> str:
    if not text:
        return ""
    return phones.mask(text) if field == "phone" else phones.mask_email(text)


@transaction.atomic
def card_create(*, staff_id: int, fields: dict[str, Any], published: bool = False) -> Card:
    """A new card with its first code; name, title and company come from the person and merchant.

    Raises Invalid; NotFound when the acting person may not write cards of this colleague.
    """
    staff = accounts.owner_choice(staff_id, "staff_id")
    _checked(fields)
    given = {name: value for name, value in fields.items() if value is not None}
    card = Card(owner_id=staff.id, department_id=staff.department_id)
    company = Merchant.objects.values_list("name", flat=True).get(pk=scope.current())
    usual = {"name": staff.name, "title": staff.title, "company": company}
    for name, value in _columns(usual | given).items():
        setattr(card, name, value)
    card.state = Card.State.PUBLISHED if published else Card.State.DRAFT
    card.save(force_insert=True)
    audit.record("card.create", "card", card.pk, card.name)
    codes.code_create(card, channel=rules.DEFAULT_CHANNEL)
    return card


@transaction.atomic
def card_update(
    card: Card, *, version: int, changes: dict[str, Any], current: Callable[[Card], Any]
) -> Card:
    """Change a card; what strangers see is checked again. Raises Invalid, Stale, ContentRefused."""
    before, was_shown = reviews.seen(card), card.state == Card.State.PUBLISHED
    _checked(changes)
    shown = {
        f"{field}_sealed": (_masked(field, opened(card, field)), _masked(field, changes[field]))
        for field in SEALED
        if field in changes and changes[field] != opened(card, field)
    }
    columns = _columns(changes, card)
    columns["department_id"] = accounts.card(card.owner_id).department_id
    saved = records.save_changes(
        card, version=version, changes=columns, shown=shown, current=current
    )
    reviews.saved(saved, before, was_shown=was_shown)
    return saved


@transaction.atomic
def card_set_state(card: Card, *, version: int, state: str, current: Callable[[Card], Any]) -> Card:
    """Publish or take down; doing it twice changes nothing. Raises Stale, ContentRefused.

    What has to be looked at first stays a draft and waits.
    """
    if state == Card.State.DRAFT:
        reviews.withdraw(card)
    if card.state == state:
        if card.version != version:
            raise Stale(current=current(card))
        return card
    if state == Card.State.PUBLISHED and card.version == version and not reviews.checked(card):
        return card
    verb = "publish" if state == Card.State.PUBLISHED else "unpublish"
    return records.save_changes(
        card, version=version, changes={"state": state}, action=f"card.{verb}", current=current
    )


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
