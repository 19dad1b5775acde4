"""What visitors do with a card: like its tags, keep it, hand their own back."""

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from keliu.accounts import public as door
from keliu.catalog import selectors
from keliu.catalog.models import Card, HeldCard
from keliu.catalog.public import merchant_of_code
from keliu.catalog.rules import faces as law
from keliu.catalog.services import faces, holder, likes
from keliu.kit import actor, scope
from keliu.kit.errors import TooMany
from keliu.kit.pace import Pace
from keliu.platform import brand
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.platform.wire import Asked, Id, Items, Moment, Text, Wire

router = Router(tags=["visitor"])
PACE = Pace(most=120, seconds=60)
NEAR = ("127.0.0.1", "::1")  # without a configured proxy nobody's own address is known here


class TagLikeIn(Asked):
    """`device` is a random word that the phone made for itself: it keeps likes to one each."""

    code: str = Field(max_length=40)
    tag: Text = Field(min_length=1, max_length=law.LONGEST_TAG)
    device: str = Field(min_length=8, max_length=64)
    on: bool = True


class TagLikeOut(Wire):
    likes: int


class CardCodeIn(Asked):
    code: str = Field(max_length=40)


class HeldCardOut(Wire):
    """A card in the holder; `shown` is false while its owner has taken it down."""

    card_id: Id
    code: str
    name: str
    title: str
    company: str
    avatar_url: str | None
    merchant: str
    held_at: Moment
    shown: bool


class ExchangeIn(CardCodeIn):
    name: Text = Field(min_length=1, max_length=30)
    phone: Text = Field(min_length=1, max_length=30)
    company: Text = Field("", max_length=60)
    position: Text = Field("", max_length=60)
    version: str = Field(max_length=20)


def _paced(request: HttpRequest) -> None:
    """Refuse one address that floods this open door. Raises TooMany."""
    address = door.client_ip(request)
    if address not in NEAR and not PACE.allows(address):
        raise TooMany


@router.post("/visitor/card/like", response=TagLikeOut)
@door.public
def visitor_tag_like(request: HttpRequest, payload: TagLikeIn) -> TagLikeOut:
    """Like a tag of a card, or take it back; once for each person or device."""
    _paced(request)
    merchant_id = merchant_of_code(payload.code)
    known = door.customer_or_none(request, None, merchant_id)  # before the scope: it sets its own
    with merchant_scope(merchant_id):
        card = selectors.open_code(payload.code).card
        count = likes.tag_like(
            card, payload.tag, customer_id=known, device=payload.device, on=payload.on
        )
    return TagLikeOut(likes=count)


def _me() -> int:
    return actor.current().customer_id or 0


def _mine(code: str) -> Card:
    """A card of the merchant whom the session belongs to. Raises NotFound, CodeGone."""
    card: Card = selectors.open_code(code).card
    return card


def _held(rows: list[HeldCard]) -> list[HeldCardOut]:
    merchant = brand.face(Merchant.objects.get(pk=scope.current())).short_name
    codes = selectors.first_codes([row.card_id for row in rows])
    return [_line(row, codes.get(row.card_id, ""), merchant) for row in rows]


def _line(row: HeldCard, code: str, merchant: str) -> HeldCardOut:
    face = law.visible(faces.shown(row.card))
    avatar = row.card.avatar.url if row.card.avatar and face["avatar_id"] else None
    return HeldCardOut(
        card_id=row.card_id,
        code=code,
        name=face["name"],
        title=face["title"],
        company=face["company"],
        avatar_url=avatar,
        merchant=merchant,
        held_at=row.created_at,
        shown=row.card.state == Card.State.PUBLISHED,
    )


@router.get("/visitor/holder", response=Items[HeldCardOut])
@door.visitor
def visitor_holder(request: HttpRequest) -> Items[HeldCardOut]:
    """The cards of this merchant that the customer keeps, the newest first."""
    return Items[HeldCardOut](items=_held(holder.held(_me())))


@router.post("/visitor/holder", response=HeldCardOut)
@door.visitor
def visitor_holder_add(request: HttpRequest, payload: CardCodeIn) -> HeldCardOut:
    """Keep a card; keeping it again changes nothing."""
    return _held([holder.card_hold(_mine(payload.code), _me())])[0]


@router.delete("/visitor/holder/{card_id}", response={204: None})
@door.visitor
def visitor_holder_remove(request: HttpRequest, card_id: int) -> None:
    """Take a card out of the holder."""
    holder.card_let_go(card_id, _me())


@router.post("/visitor/exchange", response=HeldCardOut)
@door.visitor
def visitor_exchange(request: HttpRequest, payload: ExchangeIn) -> HeldCardOut:
    """Hand one's own card back: the owner has name, number and company at once."""
    card = _mine(payload.code)
    given = {"name": payload.name, "phone": payload.phone, "company": payload.company,
             "position": payload.position}  # fmt: skip
    holder.card_exchange(
        card,
        _me(),
        {name: text for name, text in given.items() if text},
        version=payload.version,
        channel="h5",
    )
    return _held([holder.card_hold(card, _me())])[0]
