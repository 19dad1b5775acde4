"""The scanner: a picture's bytes in, its codes' texts out. It knows no cards."""

import io

import httpx
import zxingcpp
from PIL import Image, UnidentifiedImageError

from keliu.box.errors import Refused
from keliu.box.links import plain, same_origin

MAX_BYTES = 10 << 20
_MAX_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP")
_NOT_A_PICTURE = Refused(422, "not_a_picture", "这不是能读的图片,请换一张 PNG 或 JPG")


def read_codes(data: bytes) -> list[str]:
    """Every code in the picture, from the top; refuses what is no picture or shows no code."""
    picture = _open(data)
    found = zxingcpp.read_barcodes(picture) or zxingcpp.read_barcodes(_enlarged(picture))
    texts = [code.text for code in sorted(found, key=lambda c: c.position.top_left.y) if code.text]
    if not texts:
        raise Refused(422, "no_code", "没有在图片里找到码,请换一张清楚些的图")
    return list(dict.fromkeys(texts))


async def fetch_picture(url: str, product_base: str) -> bytes:
    """The bytes of a picture on the product's own address; other addresses are never asked."""
    if not same_origin(url, product_base):
        raise Refused(
            422, "foreign_picture", f"只能取 {product_base} 上的图片,别处的请先存下来再选"
        )
    try:
        async with (
            httpx.AsyncClient(trust_env=False, timeout=8) as client,
            client.stream("GET", plain(url)) as answer,
        ):
            if answer.status_code != 200:
                raise Refused(
                    422, "picture_missing", f"那个地址没有图片(回答是 {answer.status_code})"
                )
            return await _read(answer)
    except httpx.HTTPError:
        raise Refused(
            502, "picture_unreachable", "取不到图片:产品没有回答,请看它是否在运行"
        ) from None


async def _read(answer: httpx.Response) -> bytes:
    data = bytearray()
    async for chunk in answer.aiter_bytes():
        data += chunk
        if len(data) > MAX_BYTES:
            raise Refused(413, "too_large", "图片太大,最多 10 MB")
    return bytes(data)


def _open(data: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(data), formats=_FORMATS)
        if picture.width * picture.height > _MAX_PIXELS:
            raise Refused(422, "too_large", "图片太大,请缩小到 4000 万像素以内")
        rgba = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise _NOT_A_PICTURE from None
    white = Image.new("RGBA", rgba.size, "white")
    white.alpha_composite(rgba)
    return white.convert("L")


def _enlarged(picture: Image.Image) -> Image.Image:
    """Twice as large with a margin: rescues small codes and codes cut to their edge."""
    scale = 2 if max(picture.size) <= 2000 else 1
    big = picture.resize((picture.width * scale, picture.height * scale), Image.Resampling.LANCZOS)
    framed = Image.new("L", (big.width + 80, big.height + 80), 255)
    framed.paste(big, (40, 40))
    return framed
