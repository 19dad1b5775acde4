"""Blocks as the merchant arranges them. What is saved is exactly what was checked here."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from keliu.catalog.public import rich_clean
from keliu.platform.wire import Asked, Id, Text

Title = Annotated[Text, Field(max_length=20)]
Page = Literal["goods", "bookings", "member", "moments", "cart", "orders"]


class BlockLink(Asked):
    """Where a tap leads; `to` is an address or a phone number."""

    kind: Literal["none", "product", "category", "page", "url", "phone"] = "none"
    id: Id | None = None
    page: Page | None = None
    to: Text = Field(default="", max_length=300)

    @field_validator("to")
    @classmethod
    def _safe(cls, value: str) -> str:
        if "://" in value and not value.startswith("https://"):
            raise ValueError("网址要以 https:// 开头")
        return value


class BlockBase(Asked):
    id: str = Field(pattern=r"^[a-z0-9]{1,20}$")
    title: Title = ""


class Slide(Asked):
    picture_id: Id
    link: BlockLink = BlockLink()


class BannerBlock(BlockBase):
    type: Literal["banner"]
    slides: list[Slide] = Field(default=[], max_length=6)


class NoticeBlock(BlockBase):
    type: Literal["notice"]
    text: Text = Field("", max_length=120)


class ProductsBlock(BlockBase):
    type: Literal["products"]
    source: Literal["chosen", "category", "newest", "all"] = "all"
    product_ids: list[Id] = Field(default=[], max_length=20)
    category_id: Id | None = None
    layout: Literal["grid", "list", "scroll"] = "grid"
    most: int = Field(6, ge=1, le=20)


class CategoriesBlock(BlockBase):
    type: Literal["categories"]


class ServicesBlock(BlockBase):
    type: Literal["services"]
    service_ids: list[Id] = Field(default=[], max_length=20)
    most: int = Field(4, ge=1, le=20)


class CompanyBlock(BlockBase):
    type: Literal["company"]
    text: Text = Field("", max_length=20_000)
    picture_ids: list[Id] = Field(default=[], max_length=9)
    video_id: Id | None = None

    @field_validator("text")
    @classmethod
    def _clean(cls, value: str) -> str:
        return rich_clean(value)


class MomentsBlock(BlockBase):
    type: Literal["moments"]
    most: int = Field(3, ge=1, le=10)


class PromotionLine(Asked):
    product_id: Id
    words: Text = Field("", max_length=40)


class PromotionsBlock(BlockBase):
    type: Literal["promotions"]
    lines: list[PromotionLine] = Field(default=[], max_length=10)


class ContactBlock(BlockBase):
    type: Literal["contact"]
    name: Text = Field("", max_length=40)
    address: Text = Field("", max_length=200)
    phone: Text = Field("", max_length=30)
    hours: Text = Field("", max_length=60)
    lat: float | None = Field(None, ge=-90, le=90)
    lng: float | None = Field(None, ge=-180, le=180)


class LinkItem(Asked):
    label: Text = Field("", max_length=8)
    icon: Literal["goods", "calendar", "member", "gift", "phone", "map", "chat", "star"] = "star"
    picture_id: Id | None = None
    link: BlockLink = BlockLink()


class LinksBlock(BlockBase):
    type: Literal["links"]
    items: list[LinkItem] = Field(default=[], max_length=10)


AnyBlock = Annotated[
    BannerBlock | NoticeBlock | ProductsBlock | CategoriesBlock | ServicesBlock | CompanyBlock
    | MomentsBlock | PromotionsBlock | ContactBlock | LinksBlock,
    Field(discriminator="type"),
]  # fmt: skip


class FrontBlocks(Asked):
    """The whole front in its order."""

    blocks: list[AnyBlock] = Field(max_length=30)
