"""布置店面: the draft, what it looks like, and its editions."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.bookings import public as bookings
from keliu.catalog import public as catalog
from keliu.platform import files, lists
from keliu.platform.wire import FileRef, ListAsked, Page, Ref, VersionIn
from keliu.shopfront.models import FrontEdition, ShopFront
from keliu.shopfront.rules import blocks as law
from keliu.shopfront.schemas.blocks import FrontBlocks
from keliu.shopfront.schemas.fronts import (
    EditionRow,
    FrontDraft,
    FrontIn,
    FrontOut,
    FrontProduct,
    FrontService,
    FrontWhy,
)
from keliu.shopfront.selectors import fronts as questions
from keliu.shopfront.selectors import showing
from keliu.shopfront.services import fronts

router = Router(tags=["shop front"])


def _waits() -> tuple[int | None, FrontWhy | None]:
    """The newest edition that nobody sees, and why."""
    edition = questions.waiting()
    if edition is None:
        return None, None
    review = catalog.content_reviews("shop", [edition.pk]).get(edition.pk)
    if review is None:
        return None, None
    return edition.number, FrontWhy(zh=review.why.zh, en=review.why.en)


def _draft(row: ShopFront) -> FrontDraft:
    waiting, why = _waits()
    live = row.shown.blocks if row.shown else law.usual()
    products = catalog.products(law.products(row.blocks)).values()
    pictures = files.cards(law.pictures(row.blocks)).values()
    return FrontDraft(
        version=row.version,
        blocks=FrontBlocks(blocks=row.blocks).blocks,
        changed=row.blocks != live,
        number=row.shown.number if row.shown else None,
        waiting=waiting,
        why=why,
        pictures=[FileRef.model_validate(one) for one in pictures],
        products=[FrontProduct.model_validate(one) for one in products],
        categories=[Ref(id=one.id, name=one.name) for one in catalog.shop_categories()],
        services=[FrontService.model_validate(one) for one in bookings.services_on_offer()],
        updated_at=row.updated_at,
    )


def _current(row: ShopFront) -> Any:
    return _draft(row).model_dump(mode="json")


def _blocks(payload: FrontBlocks) -> list[dict[str, Any]]:
    return [one.model_dump(mode="json") for one in payload.blocks]


@router.get("/shop-front", response=FrontDraft)
@door.staff("shop.write")
def front_get(request: HttpRequest) -> FrontDraft:
    """The draft; a merchant who has arranged nothing starts with the usual blocks."""
    return _draft(questions.front())


@router.put("/shop-front", response=FrontDraft)
@door.staff("shop.write")
def front_save(request: HttpRequest, payload: FrontIn) -> FrontDraft:
    """Save the draft; strangers see it when it is published."""
    row = fronts.front_save(version=payload.version, blocks=_blocks(payload), current=_current)
    return _draft(row)


@router.post("/shop-front/preview", response=FrontOut)
@door.staff("shop.write")
def front_preview(request: HttpRequest, payload: FrontBlocks) -> FrontOut:
    """What strangers would see of these blocks."""
    return FrontOut(number=None, blocks=showing.shown(_blocks(payload)))


@router.post("/shop-front/publish", response=FrontDraft)
@door.staff("shop.write")
def front_publish(request: HttpRequest, payload: VersionIn) -> FrontDraft:
    """Show the draft to strangers, as a new edition; what is doubtful waits for a person."""
    return _draft(fronts.front_publish(version=payload.version, current=_current))


@router.post("/shop-front/reset", response=FrontDraft)
@door.staff("shop.write")
def front_reset(request: HttpRequest, payload: VersionIn) -> FrontDraft:
    """Back to the usual front."""
    fronts.front_reset(version=payload.version, current=_current)
    return _draft(questions.front())


@router.get("/shop-front/editions", response=Page[EditionRow])
@door.staff("shop.write")
def front_edition_list(request: HttpRequest, asked: Query[ListAsked]) -> Page[EditionRow]:
    """Everything that was published, newest first."""
    rows, sort = questions.editions(), lists.choose((questions.BY_NUMBER,), asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    return Page[EditionRow](
        items=_editions(found), next=following, total=rows.count() if asked.total else None
    )


def _editions(found: list[FrontEdition]) -> list[EditionRow]:
    names = door.names({row.by_id for row in found if row.by_id})
    shown_id = questions.front().shown_id
    return [EditionRow.of(row, shown_id, names) for row in found]


@router.post("/shop-front/editions/{edition_id}/restore", response=FrontDraft)
@door.staff("shop.write")
def front_edition_restore(
    request: HttpRequest, edition_id: int, payload: VersionIn
) -> FrontDraft:  # fmt: skip
    """Bring an edition back into the draft."""
    row = fronts.edition_restore(edition_id, version=payload.version, current=_current)
    return _draft(row)
