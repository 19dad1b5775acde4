"""Shapes of the catalog's endpoints."""

from typing import Any, Literal

from pydantic import Field

from keliu.accounts import public as accounts
from keliu.catalog.models import Card, CardCode, Product
from keliu.catalog.ports import Ports
from keliu.catalog.product_schemas import ProductRow
from keliu.catalog.rules import faces as law
from keliu.catalog.services import codes
from keliu.catalog.services.faces import Media
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
    label: str
    is_default: bool
    unpublished: bool
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
            label=row.label,
            is_default=row.is_default,
            unpublished=row.unpublished,
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


class CardLink(Wire):
    title: str
    url: str


class VoiceOut(Wire):
    """A voice greeting; its address ends within the hour."""

    url: str
    seconds: int | None


class Face(Wire):
    """What stands on a card, for its owner and for strangers alike."""

    template: Template
    name: str
    title: str
    company: str
    phone: str
    phone2: str
    email: str
    wechat: str
    address: str
    lat: float | None
    lng: float | None
    intro: str
    about: str
    avatar_url: str | None
    cover_url: str | None
    wechat_qr_url: str | None
    pictures: list[str]
    video_url: str | None
    voice: VoiceOut | None
    links: list[CardLink]


def shown(face: dict[str, Any], media: Media) -> dict[str, Any]:
    """The fields of `Face`."""
    played = media.played
    video, voice = played.get(face["video_id"] or 0), played.get(face["voice_id"] or 0)
    texts = {name: face[name] for name in (*law.TEXTS, *law.SEALED, *law.PLACE)}
    return {
        **texts,
        "avatar_url": media.url(face["avatar_id"]),
        "cover_url": media.url(face["cover_id"]),
        "wechat_qr_url": media.url(face["wechat_qr_id"]),
        "pictures": [url for one in face["picture_ids"] if (url := media.url(one))],
        "video_url": video.url if video else None,
        "voice": VoiceOut(url=voice.url, seconds=voice.seconds) if voice else None,
        "links": face["links"],
    }


class CardOut(Face):
    """The draft of a card, as its owner edits it."""

    id: Id
    staff: Ref
    label: str
    avatar_id: Id | None
    cover_id: Id | None
    wechat_qr_id: Id | None
    picture_ids: list[Id]
    video_id: Id | None
    voice_id: Id | None
    tags: list[str]
    likes: dict[str, int]
    hidden: list[str]
    products: list[ProductRow]
    product_ids: list[Id]
    state: str
    edition: int
    unpublished: bool
    is_default: bool
    view_count: int
    version: int
    created_at: Moment
    can: list[str]
    deleted_at: Moment | None

    @staticmethod
    def of(
        row: Card,
        face: dict[str, Any],
        media: Media,
        products: list[Product],
        pictures: dict[int, FileCard],
        staff: str,
    ) -> "CardOut":
        return CardOut(
            **shown(face, media),
            id=row.pk,
            staff=Ref(id=row.owner_id, name=staff),
            label=row.label,
            **{name: face[name] for name in law.FILES},
            picture_ids=[one for one in row.picture_ids if one in media.pictures],
            tags=row.tags,
            likes=row.likes,
            hidden=row.hidden,
            products=[ProductRow.of(one, pictures) for one in products],
            product_ids=[one.pk for one in products],
            state=row.state,
            edition=row.edition,
            unpublished=row.unpublished,
            is_default=row.is_default,
            view_count=row.view_count,
            version=row.version,
            created_at=row.created_at,
            can=accounts.can(row.owner_id, row.department_id, ALL_OF_IT),
            deleted_at=row.deleted_at,
        )


class CardVersionRow(Wire):
    """One published version; `changed` are the fields that differ from the one before it."""

    number: int
    at: Moment
    by: Ref | None
    shown: bool
    changed: list[str]


class CardLinkIn(Asked):
    title: Text = Field(max_length=law.LONGEST_TITLE)
    url: Text = Field(max_length=law.LONGEST_LINK)


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
    label: Text | None = Field(None, max_length=20)
    phone2: Text | None = Field(None, max_length=30)
    lat: float | None = None
    lng: float | None = None
    about: Text | None = Field(None, max_length=2000)
    wechat_qr_id: Id | None = None
    picture_ids: list[Id] | None = Field(None, max_length=20)
    video_id: Id | None = None
    voice_id: Id | None = None
    tags: list[Text] | None = Field(None, max_length=30)
    links: list[CardLinkIn] | None = Field(None, max_length=20)
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


class LikedTag(Wire):
    text: str
    likes: int


class PublicCardFace(Face):
    id: Id
    staff_id: Id
    tags: list[LikedTag]


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
    """`purposes` by the first look at a card, each free; `order` only where somebody orders and
    `exchange` only where somebody hands their own card back."""

    version: str
    purposes: list[PurposeAsked]
    order: PurposeAsked
    exchange: PurposeAsked


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
