"""What a poster says, whatever its style."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from keliu.kit.colors import Tokens

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True)
class Tile:
    """A product on the poster of a shop."""

    name: str
    price: str
    picture: "Image.Image | None"


@dataclass(frozen=True)
class Words:
    """All that is written."""

    title: str  # name of a person, product or shop
    line: str = ""  # title and company, or a summary
    text: str = ""
    price: str = ""
    chips: tuple[str, ...] = ()
    call: str = ""  # beside the code
    brand: str = ""


@dataclass(frozen=True)
class Face:
    """A poster before it has a style."""

    kind: str  # card, product, shop
    words: Words
    colours: Tokens
    code: "Image.Image"
    picture: "Image.Image | None" = None
    portrait: "Image.Image | None" = None
    logo: "Image.Image | None" = None
    tiles: tuple[Tile, ...] = field(default=())
