"""Shapes of the catalog's endpoints."""

from typing import Any, Literal

from pydantic import Field

from keliu.accounts import public as accounts
from keliu.catalog.models import Card, CardCode, Product
from keliu.catalog.ports import Ports
from keliu.catalog.product_schemas import ProductRow
from keliu.catalog.services import cards, codes
from keliu.kit import scope
from keliu.platform.brand import BrandFace
from keliu.platform.files import FileCard
from keliu.platform.models import StoredFile
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, Wire

Template = Literal["classic", "cover", "split", "minimal", "bold"]
ALL_OF_IT = ["card.read", "card.write"]


def _url(picture: StoredFile | None) -> str | None:
    return picture.url if picture else None


class CardRow(Wire):
    id: Id
    staff: Ref
    name: str
    title: str
    company: str
    template: str
    state: str
    avatar_url: str | None
    view_count: int
    code_count: int
    version: int
    created_at: Moment

    @staticmethod
    def of(row: Card, names: dict[int, str]) -> "CardRow":
        return CardRow(
            id=row.pk,
            staff=Ref(id=row.owner_id, name=names.get(row.owner_id, "")),
            name=row.name,
            title=row.title,
            company=row.company,
            template=row.template,
            state=row.state,
            avatar_url=_url(row.avatar),
            view_count=row.view_count,
            code_count=getattr(row, "code_count", 0),
            version=row.version,
            created_at=row.created_at,
        )


class CardOut(Wire):
    id: Id
    staff: Ref
    template: Template
    name: str
    title: str
    company: str
    phone: str
    email: str
    wechat: str
    address: str
    intro: str
    avatar_url: str | None
    cover_url: str | None
    avatar_id: Id | None
    cover_id: Id | None
    hidden: list[str]
    products: list[ProductRow]
    product_ids: list[Id]
    state: str
    view_count: int
    version: int
    created_at: Moment
    can: list[str]
    deleted_at: Moment | None

    @staticmethod
    def of(
        row: Card, products: list[Product], pictures: dict[int, FileCard], staff: str
    ) -> "CardOut":
        return CardOut(
            **shown(row),
            id=row.pk,
            staff=Ref(id=row.owner_id, name=staff),
            avatar_id=row.avatar_id,
            cover_id=row.cover_id,
            hidden=row.hidden,
            products=[ProductRow.of(one, pictures) for one in products],
            product_ids=[one.pk for one in products],
            state=row.state,
            view_count=row.view_count,
            version=row.version,
            created_at=row.created_at,
            can=accounts.can(row.owner_id, row.department_id, ALL_OF_IT),
            deleted_at=row.deleted_at,
        )


def shown(row: Card) -> dict[str, Any]:
    """What stands on a card."""
    return {
        "template": row.template,
        "name": row.name,
        "title": row.title,
        "company": row.company,
        "phone": cards.opened(row, "phone"),
        "email": cards.opened(row, "email"),
        "wechat": row.wechat,
        "address": row.address,
        "intro": row.intro,
        "avatar_url": _url(row.avatar),
        "cover_url": _url(row.cover),
    }


class CardFields(Asked):
    template: Template | None = None
    title: Text | None = Field(None, max_length=60)
    company: Text | None = Field(None, max_length=60)
    phone: Text | None = Field(None, max_length=30)
    email: Text | None = Field(None, max_length=120)
    wechat: Text | None = Field(None, max_length=40)
    address: Text | None = Field(None, max_length=200)
    intro: Text | None = Field(None, max_length=1000)
    avatar_id: Id | None = None
    cover_id: Id | None = None
    hidden: list[str] | None = Field(None, max_length=20)
    product_ids: list[Id] | None = Field(None, max_length=100)
    name: Text | None = Field(None, min_length=1, max_length=60)


class CardIn(CardFields):
    staff_id: Id | None = None


class CardPatch(CardFields):
    version: int


class CardsAsked(ListAsked):
    staff: str | None = None
    state: str | None = None


class CardCodeOut(Wire):
    id: Id
    code: str
    channel: str
    card_id: Id
    url: str
    png_url: str
    mini_png_url: str | None
    opens: int
    visitors: int
    customers: int
    version: int
    created_at: Moment

    @staticmethod
    def of(row: CardCode) -> "CardCodeOut":
        mini = f"/files/mini/{row.code}.png" if Ports.mini_ready(scope.current()) else None
        return CardCodeOut(
            id=row.pk,
            code=row.code,
            channel=row.channel,
            card_id=row.card_id,
            url=codes.url_of(row.code),
            png_url=codes.png_url_of(row.code),
            mini_png_url=mini,
            opens=row.opens,
            visitors=row.visitors,
            customers=row.customers,
            version=row.version,
            created_at=row.created_at,
        )


class CodeIn(Asked):
    channel: Text = Field(min_length=1, max_length=40)


class CodePatch(CodeIn):
    version: int


class Words(Wire):
    zh: str
    en: str


class PublicMerchant(BrandFace):
    trade: str


class PublicCardFace(Wire):
    id: Id
    template: Template
    name: str
    title: str
    company: str
    phone: str
    email: str
    wechat: str
    address: str
    intro: str
    avatar_url: str | None
    cover_url: str | None
    staff_id: Id


class PublicProduct(Wire):
    id: Id
    name: str
    summary: str
    description: str
    price_fen: int
    unit: str
    pictures: list[str]


class PurposeAsked(Wire):
    code: str
    required: bool
    title: Words
    text: Words


class ConsentAsked(Wire):
    """`purposes` by the first look at a card, each free; `order` only where somebody orders."""

    version: str
    purposes: list[PurposeAsked]
    order: PurposeAsked


class ShareFace(Wire):
    title: str
    summary: str
    picture_url: str | None
    url: str


class PublicCard(Wire):
    merchant: PublicMerchant
    card: PublicCardFace
    products: list[PublicProduct]
    consent: ConsentAsked
    share: ShareFace
    wechat_appid: str
    chat_appid: str
