"""The front and Moments as the world sees them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.catalog import public as catalog
from keliu.kit.errors import Invalid, TooMany
from keliu.kit.pace import Pace
from keliu.platform import lists, records
from keliu.platform.tenancy import merchant_scope
from keliu.platform.wire import ListAsked, Page
from keliu.shopfront.models import Moment
from keliu.shopfront.schemas.fronts import FrontOut
from keliu.shopfront.schemas.moments import MomentLiked, MomentLikeIn, PublicMoment
from keliu.shopfront.selectors import fronts, moments, showing
from keliu.shopfront.services.moments import moment_like as like

router = Router(tags=["visitor"])
PACE = Pace(most=120, seconds=60)  # likes from one address: behind it may be a whole office
NEAR = ("127.0.0.1", "::1")


@contextmanager
def _shop(code: str) -> Iterator[None]:
    """Inside the merchant of a code that opens a card. Raises NotFound, CodeGone."""
    with merchant_scope(catalog.merchant_of_code(code)):
        catalog.open_code(code)
        yield


def _faces(found: list[Moment]) -> list[PublicMoment]:
    known = moments.beside(found)
    return [PublicMoment.model_validate(moments.face(row, known)) for row in found]


@router.get("/public/shops/{code}/front", response=FrontOut)
@door.public
def public_front(request: HttpRequest, code: str) -> FrontOut:
    """The front of the shop behind a code, with what stands in its blocks."""
    with _shop(code):
        row = fronts.front()
        blocks = row.shown.blocks if row.shown else fronts.usual()
        number = row.shown.number if row.shown else None
        return FrontOut(number=number, blocks=showing.shown(blocks))


@router.get("/public/shops/{code}/moments", response=Page[PublicMoment])
@door.public
def public_moments(
    request: HttpRequest, code: str, asked: Query[ListAsked]
) -> Page[PublicMoment]:  # fmt: skip
    """What the people of a shop have posted, newest first."""
    with _shop(code):
        rows, sort = moments.shown(), lists.choose((moments.NEWEST,), asked.sort)
        found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
        total = rows.count() if asked.total else None
        return Page[PublicMoment](items=_faces(found), next=following, total=total)


@router.get("/public/shops/{code}/moments/{int:moment_id}", response=PublicMoment)
@door.public
def public_moment(request: HttpRequest, code: str, moment_id: int) -> PublicMoment:
    """One Moment: 404 for what strangers may not see."""
    with _shop(code):
        return _faces([records.find(moments.shown(), moment_id)])[0]


@router.post("/public/shops/{code}/moments/{int:moment_id}/like", response=MomentLiked)
@door.public
def public_moment_like(
    request: HttpRequest, code: str, moment_id: int, payload: MomentLikeIn
) -> MomentLiked:
    """Like a Moment, once, or take it back; who is known needs no `device`."""
    _paced(request)
    # Who it is comes first: looking up a session moves the fence to the session's own merchant.
    known = door.customer_or_none(request, None, catalog.merchant_of_code(code))
    if not known and len(payload.device) < 8:
        raise Invalid(fields={"device": "缺少设备号,请刷新页面再试"})
    person = f"c{known}" if known else f"d{payload.device}"
    with _shop(code):
        likes = like(moment_id, person, liked=payload.liked)
    return MomentLiked(liked=payload.liked, likes=likes)


def _paced(request: HttpRequest) -> None:
    address = door.client_ip(request)
    if address not in NEAR and not PACE.allows(address):
        raise TooMany
