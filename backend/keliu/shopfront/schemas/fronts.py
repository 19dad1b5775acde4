"""Shapes of the front: what strangers see, and what its editor works with."""

from typing import Any

from keliu.catalog.public import ShopCategory, ShopProductRow
from keliu.platform.wire import FileRef, Id, Moment, Ref, Wire
from keliu.shopfront.schemas.blocks import AnyBlock, BlockLink, FrontBlocks
from keliu.shopfront.schemas.moments import PublicMoment


class FrontSlide(Wire):
    picture_url: str
    link: BlockLink


class FrontItem(Wire):
    label: str
    icon: str
    picture_url: str | None
    link: BlockLink


class FrontPromotion(Wire):
    """`member_fen` is what members pay for its cheapest article, where that is less."""

    product: ShopProductRow
    words: str
    member_fen: int | None


class FrontService(Wire):
    id: Id
    name: str
    summary: str
    picture_url: str | None
    minutes: int
    price_fen: int


class FrontContact(Wire):
    name: str
    address: str
    phone: str
    hours: str
    lat: float | None
    lng: float | None


class FrontBlock(Wire):
    """One block with what stands in it; the lists of other types are empty."""

    id: str
    type: str
    title: str = ""
    layout: str = ""
    text: str = ""
    html: str = ""
    pictures: list[str] = []
    video_url: str | None = None
    slides: list[FrontSlide] = []
    products: list[ShopProductRow] = []
    category_id: Id | None = None
    categories: list[ShopCategory] = []
    services: list[FrontService] = []
    moments: list[PublicMoment] = []
    promotions: list[FrontPromotion] = []
    contact: FrontContact | None = None
    items: list[FrontItem] = []


class FrontOut(Wire):
    """What strangers see; `number` is the edition, none while the usual front is shown."""

    number: int | None
    blocks: list[FrontBlock]


class FrontProduct(Wire):
    id: Id
    name: str
    price_fen: int
    picture_url: str | None
    on_sale: bool


class FrontWhy(Wire):
    zh: str
    en: str


class FrontDraft(Wire):
    """The draft, and what the editor has to know of the things in it."""

    version: int
    blocks: list[AnyBlock]
    changed: bool
    number: int | None
    waiting: int | None
    why: FrontWhy | None
    pictures: list[FileRef]
    products: list[FrontProduct]
    categories: list[Ref]
    services: list[FrontService]
    updated_at: Moment


class FrontIn(FrontBlocks):
    version: int


class EditionRow(Wire):
    id: Id
    number: int
    state: str
    current: bool
    blocks: int
    by: str
    created_at: Moment

    @staticmethod
    def of(row: Any, shown_id: int | None, names: dict[int, str]) -> "EditionRow":
        return EditionRow(
            id=row.pk,
            number=row.number,
            state=row.state,
            current=row.pk == shown_id,
            blocks=len(row.blocks),
            by=names.get(row.by_id or 0, ""),
            created_at=row.created_at,
        )
