"""What customers needs from the contexts above and from the outside world."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from django.db import models

from keliu.accounts.errors import NoWeChat
from keliu.accounts.public import StaffCard
from keliu.kit.errors import NotFound
from keliu.platform.ocr import SeenLine
from keliu.platform.sql import Asking
from keliu.platform.undo import Journal


@dataclass(frozen=True)
class WeChatPerson:
    """Who came back from WeChat. `snapshot`: a throw-away identity of a page preview.

    `subject` names the open-platform account that the unionid belongs to; None: nobody has said
    which, so that the unionid links nothing.
    """

    appid: str
    openid: str
    unionid: str = ""
    nickname: str = ""
    avatar_url: str = ""
    snapshot: bool = False
    subject: str | None = ""


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

    def phone(self, merchant_id: int, code: str) -> str:
        """The number behind a tap on “手机号快速验证”. Raises PhoneUnavailable, or code used."""


class Unconfigured:
    """Until WeChat is connected: says so."""

    def authorize_url(self, merchant_id: int, redirect_uri: str, state: str) -> str:
        raise NoWeChat

    def redeem(self, merchant_id: int, code: str) -> WeChatPerson:
        raise NoWeChat

    def mini_login(self, merchant_id: int, js_code: str) -> WeChatPerson:
        raise NoWeChat

    def phone(self, merchant_id: int, code: str) -> str:
        raise NoWeChat


def _no_codes(code: str) -> CodeTarget:
    raise NotFound


Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hit:
    """One search result; `rank` 0 is best, `highlight` are ranges of the name.

    The search box ranks and marks all kinds alike (`rules.search`), so a context may leave `rank`
    and the marks at what it knows. `customer_id` is set where opening it means opening a customer.
    """

    kind: str
    id: int
    name: str
    subtitle: str
    highlight: Ranges
    rank: int
    subtitle_highlight: Ranges = ()
    customer_id: int | None = None

    def shown(self) -> dict[str, Any]:
        """What `schemas.SearchHit` describes, ready to be written."""
        return {
            "kind": self.kind,
            "id": str(self.id),
            "name": self.name,
            "subtitle": self.subtitle,
            "highlight": self.highlight,
            "subtitle_highlight": self.subtitle_highlight,
            "customer_id": str(self.customer_id) if self.customer_id is not None else None,
        }


class Searchable(Protocol):
    """A kind of record that the one search box finds, within the acting person's reach."""

    def __call__(self, q: str, limit: int) -> Asking[list[Hit]]:
        """The best hits for `q`."""


Count = tuple[str, str, int]  # Chinese label, English label, how many


@dataclass(frozen=True)
class CustomerPart:
    """随身: something that hangs on a customer and goes along when two customers become one.

    A merge calls `prepare` for the ids before it locks the customers' rows (locks that must come
    first), `move` with (kept id, ids that go, journal) inside the transaction, and `refresh` with
    the kept id at the end, to sum up what the customer's row repeats. `move` tells the journal of
    every row before changing or deleting it (`journal.watch`) and of every new one
    (`journal.created`), or undoing could not bring it back. `rows_part` makes one of a plain table.
    """

    name: str
    zh: str
    en: str
    count: Callable[[Sequence[int]], int]
    """How many living things these customers (ids) have."""
    move: Callable[[int, Sequence[int], Journal], None]
    refresh: Callable[[int], None] | None = None
    prepare: Callable[[Sequence[int]], None] | None = None


def rows_part(
    name: str,
    zh: str,
    en: str,
    model: type[models.Model],
    *,
    column: str = "customer_id",
    living: models.Q | None = None,
    refresh: Callable[[int], None] | None = None,
) -> CustomerPart:
    """A part that is only rows naming the customer in `column`; `living` ones are counted."""

    def count(customer_ids: Sequence[int]) -> int:
        rows = model._default_manager.filter(**{f"{column}__in": list(customer_ids)})
        return (rows.filter(living) if living is not None else rows).count()

    def move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
        rows = model._default_manager.filter(**{f"{column}__in": list(gone_ids)})
        moved = list(rows.order_by("pk").values_list("pk", flat=True))
        journal.watch(model, moved)
        model._default_manager.filter(pk__in=moved).update(**{column: keep_id})

    return CustomerPart(name, zh, en, count, move, refresh)


@dataclass(frozen=True)
class HandoverItem:
    """One record that a leaver holds; it goes where its customer goes, if that one moves too."""

    id: int
    customer_id: int | None = None


@dataclass(frozen=True)
class Handing:
    """Who lets go and who receives which record (id → colleague)."""

    leaver: StaffCard
    to: dict[int, StaffCard]


@dataclass(frozen=True)
class HandoverPart:
    """交接项: a kind of record that belongs to a person and is handed over when they leave.

    `items` are what the person holds now. `move` gives each to its receiver if the leaver still
    holds it, tells the journal of every row before it changes, and returns the sentences of those
    that could not move, by id. `told` hears which customers moved (lines on their timelines).
    Parts work in the order of the list, which is the order of locks.
    """

    kind: str
    zh: str
    en: str
    items: Callable[[int], list[HandoverItem]]
    move: Callable[[Handing, Journal], dict[int, str]]
    told: Callable[[Handing, Journal], None] | None = None


class Ports:
    """Filled by config.wiring."""

    card_reader: Callable[[bytes], Sequence[SeenLine]] | None = None
    """The lines of a picture; None where no recogniser is installed. Raises Unreadable."""
    wechat: VisitorWeChat = Unconfigured()
    code_target: Callable[[str], CodeTarget] = staticmethod(_no_codes)
    """The card behind a public code. Raises NotFound, or 410 for a deleted one."""
    searchables: ClassVar[list[Searchable]] = []
    """What else the search box finds (opportunities)."""
    privacy_counts: ClassVar[list[Callable[[int], list[Count]]]] = []
    """What is kept about a customer: lines for their privacy page, by customer id."""
    exporters: ClassVar[list[Callable[[int], tuple[str, Any]]]] = []
    """A customer's own data: (section name, rows) for the file they may take along."""
    parts: ClassVar[list[CustomerPart]] = []
    """What contexts above hang on customers; merging moves it, in this order."""
    removed: ClassVar[list[Callable[[int], None]]] = []
    """A customer (id) was deleted: what goes with it goes in the same transaction."""
    restored: ClassVar[list[Callable[[int], None]]] = []
    """A deleted customer (id) is back, and with it what went with it."""
    beside: ClassVar[list[Callable[[Sequence[int]], list[tuple[Any, Sequence[int]]]]]] = []
    """Rows (model, ids) that `removed` and `restored` change, so that their work can be undone."""
    assigned: ClassVar[list[Callable[[int, StaffCard], object]]] = []
    """A customer (id) was given to a colleague together with the open business around it."""
    deidentifiers: ClassVar[list[Callable[[int, str], None]]] = []
    """Consent for a purpose was withdrawn: take the person out of what it had covered."""
    unprofiled: ClassVar[list[Callable[[int], None]]] = []
    """A customer (id) wants no scores and guesses: what was concluded about them goes."""
    handover_parts: ClassVar[list[HandoverPart]] = []
    """What a leaver hands over beside customers, which come in their own place of this list."""
