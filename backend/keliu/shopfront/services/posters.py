"""海报: drawn once for what it says, kept under a digest of that, and served from there."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from keliu.catalog import public as catalog
from keliu.catalog.public import Way
from keliu.kit import clock, colors, scope
from keliu.kit.errors import NotFound
from keliu.kit.money import yuan
from keliu.platform import brand, files
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope
from keliu.shopfront.drawing.faces import Face, Tile, Words

if TYPE_CHECKING:
    from PIL import Image

DRAWING = 1
"""Goes up with every change of how posters look: kept ones are drawn anew."""
KEEP_DAYS = 30
Kind = Literal["card", "product", "shop"]


@dataclass(frozen=True)
class Asked:
    """Which poster somebody wants."""

    code: str
    style: str
    kind: Kind = "card"
    product_id: int | None = None
    share: str | None = None
    mini: bool = False


@dataclass(frozen=True)
class Told:
    """What a poster will say, as plain values: equal when the poster would look the same."""

    merchant_id: int
    kind: Kind
    words: Words
    colour: str
    code: str
    way: Way
    mini: bool
    picture: str = ""
    portrait: str = ""
    logo: str = ""
    tiles: tuple[tuple[str, str, str], ...] = ()

    def key(self, style: str) -> str:
        text = json.dumps([DRAWING, style, asdict(self)], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:40]


@dataclass(frozen=True)
class Poster:
    """A drawn poster and what tells it from others."""

    key: str
    png: bytes


def poster(asked: Asked) -> Poster:
    """The PNG somebody asked for. Raises NotFound, CodeGone, NoFont."""
    from keliu.shopfront.drawing.styles import STYLES  # Pillow: 4 MB that few processes need

    if asked.style not in STYLES:
        raise NotFound
    merchant_id = catalog.merchant_of_code(asked.code)
    with merchant_scope(merchant_id):
        told = _told(asked)
    key = told.key(asked.style)
    path = f"posters/{merchant_id}/{key}.png"
    if default_storage.exists(path):
        with default_storage.open(path) as kept:
            return Poster(key, bytes(kept.read()))
    png = STYLES[asked.style](_face(told)).png()  # outside any transaction: it takes a while
    default_storage.save(path, ContentFile(png))
    return Poster(key, png)


def _told(asked: Asked) -> Told:
    merchant = Merchant.objects.get(pk=scope.current())
    shown = brand.face(merchant)
    share_id = catalog.known_share(asked.code, asked.share)
    way = Way(share_id=share_id)
    base = Told(
        merchant.pk, asked.kind, Words(""), merchant.brand_color, asked.code, way, asked.mini,
        picture=shown.cover_url or "", logo=shown.logo_url or "",
    )  # fmt: skip
    if asked.kind == "product":
        return _of_product(base, asked.product_id or 0, shown)
    return _of_shop(base, shown) if asked.kind == "shop" else _of_card(base, shown)


def _of_card(base: Told, shown: brand.BrandFace) -> Told:
    card = catalog.card_shown(base.code)
    pictures = files.cards([one for one in (card.avatar_id, card.cover_id) if one])
    avatar, cover = (_url(pictures, one) for one in (card.avatar_id, card.cover_id))
    words = Words(
        title=card.name,
        line=" · ".join(one for one in (card.title, card.company) if one),
        text=card.intro,
        chips=card.tags[:3],
        call="长按识别,存下我的名片",
        brand=shown.short_name,
    )
    return replace(base, words=words, picture=cover or base.picture, portrait=avatar)


def _url(pictures: dict[int, files.FileCard], file_id: int | None) -> str:
    found = pictures.get(file_id or 0)
    return found.url if found else ""


def _of_product(base: Told, product_id: int, shown: brand.BrandFace) -> Told:
    rows = catalog.shop_listed(list(catalog.on_shelf().filter(pk=product_id)))
    if not rows:
        raise NotFound
    row = rows[0]
    more = "起" if row.price_to_fen > row.price_fen else ""
    unit = f"/{row.unit}" if row.unit else ""
    words = Words(
        title=row.name,
        line=row.summary,
        price=f"{_yuan(row.price_fen)}{unit}{more}" if row.price_fen else "",
        call="长按识别,看看这一款",
        brand=shown.short_name,
    )
    way = Way(share_id=base.way.share_id, product_id=product_id)
    return replace(base, words=words, way=way, picture=row.picture_url or "")


def _yuan(fen: int) -> str:
    return yuan(fen).removesuffix(".00")


def _of_shop(base: Told, shown: brand.BrandFace) -> Told:
    rows = catalog.shop_listed(list(catalog.on_shelf()[:6]))
    words = Words(
        title=shown.short_name,
        line=shown.name if shown.name != shown.short_name else "欢迎来逛逛",
        call="长按识别,进店逛逛",
        brand=shown.short_name,
    )
    tiles = tuple((one.name, _yuan(one.price_fen), one.picture_url or "") for one in rows)
    return replace(base, words=words, way=Way(base.way.share_id, shop=True), tiles=tiles)


def _face(told: Told) -> Face:
    from keliu.shopfront.drawing.canvas import opened  # Pillow, as above

    tiles = tuple(Tile(name, price, _fetched(url)) for name, price, url in told.tiles)
    code = opened(_code(told))
    assert code is not None
    return Face(
        told.kind, told.words, colors.palette(told.colour).light, code, _fetched(told.picture),
        _fetched(told.portrait), _fetched(told.logo), tiles,
    )  # fmt: skip


def _code(told: Told) -> bytes:
    """The mini-program code where it is wanted and WeChat draws one, else a QR."""
    if told.mini:
        try:
            return catalog.mini_png(told.code, told.way)
        except NotFound:
            pass  # no mini program: the QR leads to the same page on the web
    return catalog.qr_png(catalog.way_url(told.code, told.way), told.colour)


def _fetched(url: str) -> "Image.Image | None":
    """A public picture of ours; None for what is gone meanwhile."""
    from keliu.shopfront.drawing.canvas import opened  # Pillow, as above

    if not url:
        return None
    *_, key, name = url.split("/")
    try:
        return opened(files.read_public(key, name))
    except NotFound:
        return None


def forget_old(merchant_id: int) -> int:
    """Remove what was drawn long ago; whoever asks again gets it drawn anew."""
    folder = f"posters/{merchant_id}"
    try:
        names = default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return 0
    last = clock.now() - timedelta(days=KEEP_DAYS)
    paths = [f"{folder}/{one}" for one in names]
    old = [one for one in paths if default_storage.get_modified_time(one) < last]
    for one in old:
        default_storage.delete(one)
    return len(old)
