"""What customers needs from the contexts above and from the outside world."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from keliu.accounts.errors import NoWeChat
from keliu.kit.errors import NotFound


@dataclass(frozen=True)
class WeChatPerson:
    """Who came back from WeChat. `snapshot`: a throw-away identity of a page preview."""

    appid: str
    openid: str
    unionid: str = ""
    nickname: str = ""
    avatar_url: str = ""
    snapshot: bool = False


@dataclass(frozen=True)
class CodeTarget:
    """What a scanned code leads to."""

    merchant_id: int
    card_id: int
    staff_id: int
    code_id: int


class VisitorWeChat(Protocol):
    """Sign-in of customers through the merchant's official account or mini program."""

    def authorize_url(self, merchant_id: int, redirect_uri: str, state: str) -> str:
        """Where the browser goes to agree."""

    def redeem(self, merchant_id: int, code: str) -> WeChatPerson:
        """The person behind a code of the official account."""

    def mini_login(self, merchant_id: int, js_code: str) -> WeChatPerson:
        """The person behind a code of the mini program."""


class Unconfigured:
    """Until WeChat is connected: says so."""

    def authorize_url(self, merchant_id: int, redirect_uri: str, state: str) -> str:
        raise NoWeChat

    def redeem(self, merchant_id: int, code: str) -> WeChatPerson:
        raise NoWeChat

    def mini_login(self, merchant_id: int, js_code: str) -> WeChatPerson:
        raise NoWeChat


def _no_codes(code: str) -> CodeTarget:
    raise NotFound


@dataclass(frozen=True)
class Hit:
    """One search result; `rank` 0 is best, `highlight` are ranges of the name."""

    kind: str
    id: int
    name: str
    subtitle: str
    highlight: tuple[tuple[int, int], ...]
    rank: int


class Searchable(Protocol):
    """A kind of record that the one search box finds, within the acting person's reach."""

    def __call__(self, q: str, limit: int) -> list[Hit]:
        """The best hits for `q`."""


Count = tuple[str, str, int]  # Chinese label, English label, how many


class Ports:
    """Filled by config.wiring."""

    wechat: VisitorWeChat = Unconfigured()
    code_target: Callable[[str], CodeTarget] = staticmethod(_no_codes)
    """The card behind a public code. Raises NotFound, or 410 for a deleted one."""
    searchables: ClassVar[list[Searchable]] = []
    """What else the search box finds (opportunities)."""
    privacy_counts: ClassVar[list[Callable[[int], list[Count]]]] = []
    """What is kept about a customer: lines for their privacy page, by customer id."""
    exporters: ClassVar[list[Callable[[int], tuple[str, list[dict[str, Any]]]]]] = []
    """A customer's own data: (section name, rows) for the file they may take along."""
    deidentifiers: ClassVar[list[Callable[[int, str], None]]] = []
    """Consent for a purpose was withdrawn: take the person out of what it had covered."""
