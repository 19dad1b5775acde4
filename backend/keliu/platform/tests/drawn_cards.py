"""Paper cards drawn with the machine's Chinese font, as straight pictures and as snapshots."""

import io
import shutil
import subprocess
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

Mark = tuple[int, int, int, str]  # left, top, size of the letters, text

WIDE: list[Mark] = [
    (60, 50, 40, "深圳市客流科技有限公司"), (60, 160, 72, "张 伟"), (300, 190, 36, "销售总监"),
    (60, 320, 32, "手机:13800138000  电话:0755-26001234"),
    (60, 380, 32, "邮箱:zhang.wei@keliu.com"),
    (60, 440, 32, "地址:深圳市南山区科技园北区朗山路 16 号"), (60, 500, 32, "网址:www.keliu.com"),
]  # fmt: skip
SHOP: list[Mark] = [
    (380, 60, 64, "王建国"), (430, 150, 34, "店长"), (330, 220, 44, "老王水果店"),
    (250, 380, 36, "订货热线 13912345678(微信同号)"),
    (180, 450, 32, "地址:浙江省杭州市余杭区文一西路 588 号"),
]  # fmt: skip
LATIN: list[Mark] = [
    (60, 50, 40, "KELIU TECHNOLOGY CO., LTD."), (60, 150, 64, "David Zhang"),
    (60, 240, 34, "Senior Sales Manager"), (60, 340, 30, "Mobile: +86 138-0013-8000"),
    (60, 390, 30, "E-mail: david.zhang@keliu.com"), (60, 440, 30, "www.keliu.com"),
]  # fmt: skip


@cache
def font_file() -> str | None:
    """A font with Chinese, as fontconfig finds it; None where the machine has none."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    asked = [program, "-f", "%{file}|%{lang}", ":lang=zh-cn"]
    file, _, languages = subprocess.run(
        asked, capture_output=True, text=True, check=False
    ).stdout.partition("|")
    return file if "zh-cn" in languages.split("|") else None


def drawn(marks: list[Mark], ink: str = "#222222", paper: str = "#FFFFFF") -> Image.Image:
    """A card of 90 by 54 millimetres, ten dots to the millimetre and a margin."""
    card = Image.new("RGB", (1000, 600), paper)
    pen = ImageDraw.Draw(card)
    for left, top, size, text in marks:
        pen.text((left, top), text, font=ImageFont.truetype(font_file() or "", size), fill=ink)
    return card


def snapshot(card: Image.Image) -> Image.Image:
    """As a hand takes it: on a desk, a little turned, a little blurred."""
    desk = Image.new("RGB", (1400, 1000), "#8A6F55")
    turned = card.rotate(4, expand=True, fillcolor="#8A6F55", resample=Image.Resampling.BICUBIC)
    desk.paste(turned, (150, 130))
    return desk.filter(ImageFilter.GaussianBlur(1.2))


def jpeg(picture: Image.Image, quality: int = 80) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()
