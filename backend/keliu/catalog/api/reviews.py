"""内容审核: what waits before strangers see it."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog.models import ContentReview
from keliu.catalog.review_schemas import ReviewFace, ReviewRow, ReviewsAsked
from keliu.catalog.services import cards, products, reviews
from keliu.kit.paging import Sort
from keliu.platform import lists, records
from keliu.platform.wire import Items, Page

router = Router(tags=["reviews"])
SORTS = (Sort("-created_at", "created_at", descending=True, kind="time"),)


def _row(row: ContentReview) -> ReviewRow:
    return ReviewRow.row(row, door.names({row.by_id} if row.by_id else set()))


def _face(row: ContentReview | None) -> Items[ReviewFace]:
    return Items[ReviewFace](items=[ReviewFace.of(row)] if row else [])


@router.get("/content-reviews", response=Page[ReviewRow])
@door.staff("wechat.read")
def review_list(request: HttpRequest, asked: Query[ReviewsAsked]) -> Page[ReviewRow]:
    """What waits for a person or was judged, newest first."""
    rows = ContentReview.objects.all()
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.q:
        rows = rows.filter(name__contains=asked.q)
    sort = lists.choose(SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    names = door.names({row.by_id for row in found if row.by_id})
    total = rows.count() if asked.total else None
    items = [ReviewRow.row(row, names) for row in found]
    return Page[ReviewRow](items=items, next=following, total=total)


@router.post("/content-reviews/{review_id}/pass", response=ReviewRow)
@door.staff("wechat.write")
def review_pass(request: HttpRequest, review_id: int) -> ReviewRow:
    """Let it be shown, at once."""
    row = records.find(ContentReview.objects.all(), review_id)
    return _row(reviews.decide(row, passed=True))


@router.post("/content-reviews/{review_id}/refuse", response=ReviewRow)
@door.staff("wechat.write")
def review_refuse(request: HttpRequest, review_id: int) -> ReviewRow:
    """It stays hidden until it is changed."""
    row = records.find(ContentReview.objects.all(), review_id)
    return _row(reviews.decide(row, passed=False))


@router.get("/cards/{card_id}/review", response=Items[ReviewFace])
@door.staff("card.read")
def card_review(request: HttpRequest, card_id: int) -> Items[ReviewFace]:
    """What became of the last review of a card; empty when there was none."""
    return _face(reviews.last(cards.card_read(card_id)))


@router.get("/products/{product_id}/review", response=Items[ReviewFace])
@door.staff("product.read")
def product_review(request: HttpRequest, product_id: int) -> Items[ReviewFace]:
    """What became of the last review of a product; empty when there was none."""
    return _face(reviews.last(products.product_find(product_id)))
