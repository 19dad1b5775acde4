"""Pictures of codes: a QR drawn here, a mini-program code drawn by WeChat and kept."""

import io
from functools import lru_cache
from typing import TYPE_CHECKING

import segno
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from keliu.catalog import rules, selectors
from keliu.catalog.models import CardCode
from keliu.catalog.ports import Ports
from keliu.catalog.services import codes
from keliu.catalog.services.codes import Way
from keliu.kit.errors import NotFound
from keliu.platform import merchants
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope

if TYPE_CHECKING:
    from PIL import ImageDraw

MODULE, QUIET, WHITE = 14, 4, "#FFFFFF"
MARK = 5  # modules covered by the mark; level H repairs far more
MINI_PAGE, PRODUCT_PAGE = "pages/card/index", "pages/card/product"
SHOP_PAGE = "packages/shop/home"


@lru_cache(maxsize=256)
def qr(text: str, colour: str) -> bytes:
    """A PNG that every scanner reads, with a small mark in the middle."""
    from PIL import Image, ImageDraw  # 4 MB that few processes need

    matrix = segno.make_qr(text, error="h", boost_error=False).matrix
    side = (len(matrix) + 2 * QUIET) * MODULE
    picture = Image.new("RGB", (side, side), WHITE)
    pen = ImageDraw.Draw(picture)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                left, top = (x + QUIET) * MODULE, (y + QUIET) * MODULE
                pen.rectangle((left, top, left + MODULE - 1, top + MODULE - 1), fill=colour)
    _mark(pen, side / 2, colour)
    out = io.BytesIO()
    picture.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def _mark(pen: "ImageDraw.ImageDraw", middle: float, colour: str) -> None:
    """A person-shaped drop on white."""
    half = MARK * MODULE / 2
    box = (middle - half, middle - half, middle + half, middle + half)
    pen.rounded_rectangle(box, MODULE, fill=WHITE)
    head, body = MODULE * 0.8, MODULE * 1.5
    pen.ellipse((middle - head, middle - 2 * head, middle + head, middle), fill=colour)
    pen.pieslice(
        (middle - body, middle + 3, middle + body, middle + 3 + 2 * body), 180, 360, fill=colour
    )


def _merchant_of(code: str) -> tuple[int, int]:
    if not rules.is_code(code):
        raise NotFound
    return merchants.route(codes.ROUTE, code)


def _alive(code: str) -> int:
    """The merchant of a code nobody deleted. Raises NotFound."""
    merchant_id, code_id = _merchant_of(code)
    with merchant_scope(merchant_id):
        if not CardCode.objects.alive().filter(pk=code_id).exists():
            raise NotFound
    return merchant_id


def code_png(code: str) -> bytes:
    """The QR of a code. Raises NotFound."""
    brand = Merchant.objects.values_list("brand_color", flat=True).get(pk=_alive(code))
    return qr(codes.url_of(code), rules.code_colour(brand))


def mini_png(code: str, way: Way = Way()) -> bytes:  # noqa: B008  frozen
    """The mini-program code of a code; drawn by WeChat once. Raises NotFound without one."""
    merchant_id = _alive(code)
    scene = rules.scene(code, way.share_id, way.product_id)
    name = scene.removeprefix("c=").replace("&", "-").replace("=", "")
    path = f"mini/{merchant_id}/{name}{'-shop' if way.shop else ''}.png"
    if default_storage.exists(path):
        with default_storage.open(path) as kept:
            return bytes(kept.read())
    # Outside any transaction: WeChat may take seconds.
    data = Ports.mini_code(merchant_id, scene, _mini_page(way))
    if data is None:
        raise NotFound
    default_storage.save(path, ContentFile(data))
    return data


def _mini_page(way: Way) -> str:
    if way.shop:
        return SHOP_PAGE
    return PRODUCT_PAGE if way.product_id and not way.share_id else MINI_PAGE


def short_target(code: str, share: str | None, asked: Way = Way()) -> str:  # noqa: B008  frozen
    """Count an open of `code` and say where it leads; only a share id of this card travels on.

    Raises NotFound for a code that never was; a deleted one leads to the page that says so.
    """
    merchant_id, code_id = _merchant_of(code)
    with merchant_scope(merchant_id):
        codes.count_open(code_id)
        card_id = CardCode.objects.values_list("card_id", flat=True).get(pk=code_id)
        kept = selectors.known_share(card_id, share)
    page, product = MINI_PAGE, ""
    if asked.shop:
        page = SHOP_PAGE
    elif asked.product_id:
        page, product = PRODUCT_PAGE, f"&p={asked.product_id}"
    return f"/m/#/{page}?c={code}" + (f"&s={kept}" if kept else "") + product
