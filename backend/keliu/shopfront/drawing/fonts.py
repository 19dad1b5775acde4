"""Chinese type for posters: the machine's own fonts, found once."""

import shutil
import subprocess
from functools import cache, lru_cache

from PIL import ImageFont

from keliu.shopfront.errors import NoFont

FAMILY = "Noto Sans CJK SC"
WEIGHTS = {"regular": 80, "bold": 200}  # as fontconfig counts


@cache
def _found(weight: str) -> tuple[str, int] | None:
    """(file, face inside it) of a font that has Chinese."""
    tool = shutil.which("fc-match")
    if tool is None:
        return None
    said = subprocess.run(  # noqa: S603  a fixed command
        [tool, "-f", "%{file}|%{index}|%{lang}", f"{FAMILY}:lang=zh-cn:weight={WEIGHTS[weight]}"],
        capture_output=True, text=True, check=False, timeout=20,
    ).stdout  # fmt: skip
    file, _, rest = said.partition("|")
    index, _, languages = rest.partition("|")
    if "zh-cn" not in languages.split("|"):
        return None
    return file, int(index)


@lru_cache(maxsize=64)
def face(size: int, weight: str = "regular") -> ImageFont.FreeTypeFont:
    """A font of `size` pixels. Raises NoFont where there is none that has Chinese."""
    found = _found(weight)
    if found is None:
        raise NoFont
    return ImageFont.truetype(found[0], size, index=found[1])


def ready() -> bool:
    """Whether posters can be drawn here."""
    return _found("regular") is not None
