"""What the catalog needs from above and from WeChat; filled by config.wiring."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True)
class Content:
    """What strangers are about to see."""

    kind: Literal["card", "product", "shop", "moment"]
    title: str
    text: str
    picture_urls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checked:
    """What came out; `pass` is the only outcome that may be shown."""

    outcome: Literal["pass", "review", "risky"]
    reason: str = ""  # a key of rules.REVIEW_REASONS
    labels: tuple[int, ...] = ()
    traces: tuple[str, ...] = ()  # pictures whose result is still to come
    trace_id: str = ""


@dataclass(frozen=True)
class Reviewed:
    """A kind of a context above that strangers see: what its content reviews are about."""

    version: Callable[[int], int | None]
    """The version that a record has now; None when it is gone."""
    judged: Callable[[int, bool], None]
    """A person, or WeChat, has passed or refused the record as it stands."""


def _no_mini_code(merchant_id: int, scene: str, page: str) -> bytes | None:
    return None


def _not_connected(merchant_id: int) -> bool:
    return False


def _no_appid(merchant_id: int) -> str:
    return ""


def _unknown(card_id: int, share_id: int) -> bool:
    return False


def _nobody_asked(content: Content) -> Checked:
    return Checked("pass")


def _nobody_bought(product_id: int, most: int) -> list[int]:
    return []


class Ports:
    """Until something is connected: no mini program, no official account, no shares."""

    mini_code: ClassVar[Callable[[int, str, str], bytes | None]] = _no_mini_code
    """A mini-program code as PNG: (merchant id, scene, page); None when WeChat gives none."""
    mini_ready: ClassVar[Callable[[int], bool]] = _not_connected
    """Whether a merchant has a mini program, so that its codes can be offered."""
    wechat_appid: ClassVar[Callable[[int], str]] = _no_appid
    """The official account that pages of a merchant use inside WeChat."""
    chat_appid: ClassVar[Callable[[int], str]] = _no_appid
    """The mini program whose customer-service chat reaches this merchant's own people."""
    known_share: ClassVar[Callable[[int, int], bool]] = _unknown
    """Whether a share id belongs to a card of the current merchant: (card id, share id)."""
    content_check: ClassVar[Callable[[Content], Checked]] = _nobody_asked
    """What WeChat says about something for strangers; never raises: no answer is `review`."""
    also_bought: ClassVar[Callable[[int, int], list[int]]] = _nobody_bought
    """Products that buyers of a product bought too, most often first: (product id, how many)."""
    reviewed: ClassVar[dict[str, Reviewed]] = {}
    """What else is reviewed before strangers see it, by the kind of its reviews."""
