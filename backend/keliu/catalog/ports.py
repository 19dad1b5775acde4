"""What the catalog needs from above and from WeChat; filled by config.wiring."""

from collections.abc import Callable
from typing import ClassVar


def _no_mini_code(merchant_id: int, scene: str, page: str) -> bytes | None:
    return None


def _not_connected(merchant_id: int) -> bool:
    return False


def _no_appid(merchant_id: int) -> str:
    return ""


def _unknown(card_id: int, share_id: int) -> bool:
    return False


class Ports:
    """Until something is connected: no mini program, no official account, no shares."""

    mini_code: ClassVar[Callable[[int, str, str], bytes | None]] = _no_mini_code
    """A mini-program code as PNG: (merchant id, scene, page); None when WeChat gives none."""
    mini_ready: ClassVar[Callable[[int], bool]] = _not_connected
    """Whether a merchant has a mini program, so that its codes can be offered."""
    wechat_appid: ClassVar[Callable[[int], str]] = _no_appid
    """The official account that pages of a merchant use inside WeChat."""
    known_share: ClassVar[Callable[[int, int], bool]] = _unknown
    """Whether a share id belongs to a card of the current merchant: (card id, share id)."""
