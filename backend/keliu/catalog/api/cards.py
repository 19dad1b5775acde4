"""Cards and their codes, for staff."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import selectors
from keliu.catalog.api import shown_cards, versions
from keliu.catalog.models import Card, CardCode
from keliu.catalog.product_schemas import given
from keliu.catalog.schemas import (
    CardCodeOut,
    CardFields,
    CardIn,
    CardOut,
    CardPatch,
    CardRow,
    CardsAsked,
    CardVersionRow,
    CodeIn,
    CodePatch,
    PublicCard,
)
from keliu.catalog.services import cards, codes, faces
from keliu.kit import actor
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.platform.wire import Items, Page, VersionIn

router = Router(tags=["cards"])
SORTS = (
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("-view_count", "view_count", descending=True, kind="number"),
    Sort("name", "name", descending=False),
)


def _out(row: Card) -> CardOut:
    products = selectors.products_in_order(row.product_ids)
    pictures = selectors.pictures_of(products, first=True)
    name = door.names({row.owner_id}).get(row.owner_id, "")
    face = faces.draft(row)
    return CardOut.of(row, face, faces.media(face), products, pictures, name)


def _given(payload: CardFields) -> dict[str, Any]:
    """The fields a body carries; links as they are kept."""
    fields = given(payload)
    if payload.links is not None:
        fields["links"] = [one.model_dump() for one in payload.links]
    return fields


def _current(row: Card) -> object:
    return _out(row).model_dump(mode="json")


def _current_code(row: CardCode) -> object:
    return CardCodeOut.of(row).model_dump(mode="json")


@router.get("/cards", response=Page[CardRow])
@door.staff("card.read")
def card_list(request: HttpRequest, asked: Query[CardsAsked]) -> Page[CardRow]:
    """Cards within reach, newest first; `staff=me` for one's own."""
    me = actor.current().staff_id
    owner = me if asked.staff == "me" else lists.id_filter(asked.staff)
    rows = selectors.cards_for_list(owner_id=owner, state=asked.state, q=asked.q)
    sort = lists.choose(SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    names = door.names({row.owner_id for row in found})
    total = rows.count() if asked.total else None
    return Page[CardRow](items=[CardRow.of(r, names) for r in found], next=following, total=total)


@router.post("/cards", response=CardOut)
@door.staff("card.write")
def card_create(request: HttpRequest, payload: CardIn) -> CardOut:
    """A new card, one's own unless `staff_id` names a colleague; its first code comes with it."""
    fields = _given(payload)
    owner = fields.pop("staff_id", None) or actor.current().staff_id or 0
    place = door.owner_choice(owner, "staff_id")
    door.assert_may("card.write", place.id, place.department_id)
    return _out(cards.card_create(staff_id=owner, fields=fields))


@router.get("/cards/{card_id}", response=CardOut)
@door.staff("card.read")
def card_get(request: HttpRequest, card_id: int) -> CardOut:
    """One card with its products."""
    return _out(cards.card_read(card_id))


@router.patch("/cards/{card_id}", response=CardOut)
@door.staff("card.write")
def card_update(request: HttpRequest, card_id: int, payload: CardPatch) -> CardOut:
    """Change a card."""
    row = cards.card_held(card_id)
    return _out(
        cards.card_update(row, version=payload.version, changes=_given(payload), current=_current)
    )


@router.delete("/cards/{card_id}", response={204: None})
@door.staff("card.write")
def card_delete(request: HttpRequest, card_id: int) -> None:
    """Delete a card; its codes lead to a page that says so."""
    records.delete(cards.card_held(card_id))


@router.post("/cards/{card_id}/restore", response=CardOut)
@door.staff("card.write")
def card_restore(request: HttpRequest, card_id: int) -> CardOut:
    """Undo a delete."""
    return _out(cards.card_restore(cards.card_held(card_id, deleted=True)))


@router.post("/cards/{card_id}/publish", response=CardOut)
@door.staff("card.write")
def card_publish(request: HttpRequest, card_id: int, payload: VersionIn) -> CardOut:
    """Show the draft to the world as a new version; until then strangers see the one before."""
    row = cards.card_held(card_id)
    return _out(cards.card_publish(row, version=payload.version, current=_current))


@router.post("/cards/{card_id}/unpublish", response=CardOut)
@door.staff("card.write")
def card_unpublish(request: HttpRequest, card_id: int, payload: VersionIn) -> CardOut:
    """Take a card down; its codes answer 410 until it is published again."""
    row = cards.card_held(card_id)
    return _out(cards.card_unpublish(row, version=payload.version, current=_current))


@router.post("/cards/{card_id}/default", response=CardOut)
@door.staff("card.write")
def card_default(request: HttpRequest, card_id: int) -> CardOut:
    """Let this one stand for its owner wherever only one card fits."""
    return _out(cards.card_set_default(cards.card_held(card_id)))


@router.get("/cards/{card_id}/preview", response=PublicCard)
@door.staff("card.read")
def card_preview(request: HttpRequest, card_id: int, number: int | None = None) -> PublicCard:
    """The draft, or one published version, exactly as strangers would see it."""
    return shown_cards.preview(cards.card_read(card_id), number)


@router.get("/cards/{card_id}/versions", response=Items[CardVersionRow])
@door.staff("card.read")
def card_version_list(request: HttpRequest, card_id: int) -> Items[CardVersionRow]:
    """The newest 50 published versions, each with what it changed."""
    return Items[CardVersionRow](items=versions.history(cards.card_read(card_id)))


@router.post("/cards/{card_id}/versions/{number}/restore", response=CardOut)
@door.staff("card.write")
def card_version_restore(
    request: HttpRequest, card_id: int, number: int, payload: VersionIn
) -> CardOut:
    """Bring an earlier version back into the draft; publish to show it."""
    row = cards.card_held(card_id)
    return _out(cards.card_bring_back(row, number, version=payload.version, current=_current))


@router.get("/cards/{card_id}/codes", response=Items[CardCodeOut])
@door.staff("card.read")
def code_list(request: HttpRequest, card_id: int) -> Items[CardCodeOut]:
    """The codes of a card with their counts, oldest first."""
    rows = selectors.codes_of(cards.card_read(card_id).pk)
    return Items[CardCodeOut](items=[CardCodeOut.of(row) for row in rows])


@router.post("/cards/{card_id}/codes", response=CardCodeOut)
@door.staff("card.write")
def code_create(request: HttpRequest, card_id: int, payload: CodeIn) -> CardCodeOut:
    """A new code for a channel (a poster, a counter, a friend)."""
    return CardCodeOut.of(codes.code_create(cards.card_held(card_id), channel=payload.channel))


@router.patch("/codes/{code_id}", response=CardCodeOut)
@door.staff("card.write")
def code_update(request: HttpRequest, code_id: int, payload: CodePatch) -> CardCodeOut:
    """Rename the channel of a code."""
    row = codes.code_held(code_id)
    return CardCodeOut.of(
        codes.code_update(
            row, version=payload.version, channel=payload.channel, current=_current_code
        )
    )


@router.delete("/codes/{code_id}", response={204: None})
@door.staff("card.write")
def code_delete(request: HttpRequest, code_id: int) -> None:
    """Delete a code: printed copies stop working."""
    records.delete(codes.code_held(code_id))


@router.post("/codes/{code_id}/restore", response=CardCodeOut)
@door.staff("card.write")
def code_restore(request: HttpRequest, code_id: int) -> CardCodeOut:
    """Undo a delete."""
    return CardCodeOut.of(records.restore(codes.code_held(code_id, deleted=True)))
