"""The law of pools: who may take whom, when, and when an owner has to let go. No tables, no clock.

Where a sentence is shown to a person it is made here, so that screen, error and message agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

DEFAULT_NAME = "公海"
LEVELS = ("A", "B", "C", "")
MOST_DAYS, MOST_HOURS, MOST_COUNT = 3650, 24 * 90, 100_000
# What a pool may hide from those who have not claimed; the name keeps its first character.
HIDEABLE = ("name", "company", "position", "phone_masked", "wechat_name", "region", "industry",
            "previous_owner")  # fmt: skip
COVERED = "***"
TOGETHER = {"region": ("region_code",)}  # what would tell the same
FOLLOWUP, OPPORTUNITY, DEAL, CONTRACT = "followup", "opportunity", "deal", "contract"
REASONS = (FOLLOWUP, OPPORTUNITY, DEAL, CONTRACT)
WITHOUT_END = date(9999, 12, 31)  # a contract that runs until somebody ends it
WON, OPEN, NONE = "won", "open", "none"
Days = dict[str, int]


class PoolRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """规则: everything a pool can be told. None, 0 and a missing level mean: no such rule."""

    daily_claims: int | None = None  # per person and day of the merchant
    daily_views: int | None = None  # whose details one person may open on a day
    person_holds: int | None = None  # customers one person may have at once
    department_holds: int | None = None  # customers one department may have at once
    won_count: bool = True  # whether customers who bought take a place
    cool_down_days: int = 0  # the previous owner waits so long
    new_hours: int = 0  # a new customer can not be claimed so long
    protect_days: int = 0  # a new customer does not fall so long
    followup_days: Days = {}  # by level: falls after so many days without a follow-up
    opportunity_days: Days = {}  # … without an opportunity
    deal_days: Days = {}  # … without a deal
    contract_days: Days = {}  # … after the last contract ran out
    exempt_won: bool = True
    exempt_open: bool = True
    exempt_contract: bool = True  # does not fall while a contract runs
    warn_days: int = 3
    extension_days: int = 0  # what the one extension adds
    hidden: tuple[str, ...] = ()


def read(stored: Mapping[str, object]) -> PoolRules:
    """Rules as a pool keeps them; what a later release added has its default."""
    return msgspec.convert(dict(stored), PoolRules)


def wrong(rules: PoolRules) -> dict[str, str]:
    """Sentences by field for what can not be."""
    found = _out_of_range(rules)
    for name in (f"{reason}_days" for reason in REASONS):
        days: Days = getattr(rules, name)
        if not days.keys() <= set(LEVELS):
            found[name] = "只有 A、B、C 和未分级"
        elif any(not 1 <= one <= MOST_DAYS for one in days.values()):
            found[name] = f"天数在 1 到 {MOST_DAYS} 之间"
    if not set(rules.hidden) <= set(HIDEABLE):
        found["hidden"] = "有不能隐藏的字段"
    return found


def _out_of_range(rules: PoolRules) -> dict[str, str]:
    least_one = {"daily_claims", "daily_views", "person_holds", "department_holds"}
    limits = dict.fromkeys(least_one, MOST_COUNT) | {"new_hours": MOST_HOURS}
    days = ("cool_down_days", "protect_days", "warn_days", "extension_days")
    found = {}
    for name, most in {**limits, **dict.fromkeys(days, MOST_DAYS)}.items():
        value, least = getattr(rules, name), 1 if name in least_one else 0
        if value is not None and not least <= value <= most:
            found[name] = f"填 {least} 到 {most} 之间的数"
    return found


# --- who belongs to a pool --------------------------------------------------------------------


@dataclass(frozen=True)
class Members:
    """Who a pool is for."""

    pool_id: int
    is_default: bool
    staff_ids: frozenset[int]
    department_ids: frozenset[int]

    @property
    def everybody(self) -> bool:
        return not self.staff_ids and not self.department_ids

    def includes(self, staff_id: int, path: Sequence[int]) -> bool:
        """Whether a person (with the departments above them) may claim here."""
        return self.everybody or staff_id in self.staff_ids or bool(self.department_ids & set(path))


def home(pools: Iterable[Members], staff_id: int, path: Sequence[int]) -> int:
    """The pool that a person's customers fall into: the one that names them most closely.

    `path` holds the departments from the root down to the person's own.
    """

    def closeness(pool: Members) -> tuple[int, int, int]:
        if staff_id in pool.staff_ids:
            return 3, 0, -pool.pool_id
        depth = max((at for at, one in enumerate(path) if one in pool.department_ids), default=-1)
        if depth >= 0:
            return 2, depth, -pool.pool_id
        return int(pool.is_default), 0, -pool.pool_id

    return max(pools, key=closeness).pool_id


# --- letting go -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stay:
    """What decides how long a customer stays with the owner."""

    level: str
    created_at: datetime
    owner_since: datetime
    last_followup_at: datetime | None = None
    deal_state: str = NONE
    deal_since: datetime | None = None
    extended_days: int = 0
    contract_end: datetime | None = None  # the first moment after the last day of a contract
    contract_open: bool = False  # one runs that has no last day


@dataclass(frozen=True)
class Falling:
    """When an owner has to let go, and which rule says so."""

    at: datetime
    why: str
    days: int


def falling(rules: PoolRules, stay: Stay) -> Falling | None:
    """When the customer falls into the pool if nothing happens; None: never."""
    if rules.exempt_open and stay.deal_state == OPEN:
        return None
    if rules.exempt_contract and stay.contract_open:
        return None
    due = _due(rules, stay)
    if rules.exempt_won and stay.deal_state == WON:  # whoever bought is let go by contracts only
        due = [one for one in due if one.why == CONTRACT]
    if not due:
        return None
    first = min(due, key=lambda one: (one.at, one.why))
    at = max(first.at, *_kept_until(rules, stay))
    return Falling(at + timedelta(days=stay.extended_days), first.why, first.days)


def _kept_until(rules: PoolRules, stay: Stay) -> list[datetime]:
    """What protects a customer until a moment: being new, and a contract that runs."""
    kept = [stay.created_at + timedelta(days=rules.protect_days)]
    if rules.exempt_contract and stay.contract_end is not None:
        kept.append(stay.contract_end)
    return kept


def _due(rules: PoolRules, stay: Stay) -> list[Falling]:
    since = stay.owner_since
    bases: dict[str, datetime | None] = {
        FOLLOWUP: max(since, stay.last_followup_at or since),
        OPPORTUNITY: max(since, stay.deal_since or since) if stay.deal_state == NONE else None,
        DEAL: max(since, stay.deal_since or since) if stay.deal_state == WON else since,
        CONTRACT: max(since, stay.contract_end) if stay.contract_end is not None else None,
    }
    found = []
    for why, base in bases.items():
        days = getattr(rules, f"{why}_days").get(stay.level)
        if base is not None and days is not None:
            found.append(Falling(base + timedelta(days=days), why, days))
    return found


def why_said(falling: Falling) -> str:
    """满 30 天没有跟进; 合同到期满 30 天"""
    if falling.why == CONTRACT:
        return f"合同到期满 {falling.days} 天"
    lack = {FOLLOWUP: "没有跟进", OPPORTUNITY: "没有商机", DEAL: "没有成交"}[falling.why]
    return f"满 {falling.days} 天{lack}"


# --- taking -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """What decides whether one person may claim one customer of a pool."""

    created_at: datetime
    pool_since: datetime
    previous_owner_id: int | None


def free_again(rules: PoolRules, waiting: Waiting, staff_id: int) -> datetime | None:
    """When the cool-down of the previous owner ends for this person; None: it is not theirs."""
    if waiting.previous_owner_id != staff_id or not rules.cool_down_days:
        return None
    return waiting.pool_since + timedelta(days=rules.cool_down_days)


def open_from(rules: PoolRules, waiting: Waiting) -> datetime:
    """From when anybody may claim it."""
    return waiting.created_at + timedelta(hours=rules.new_hours)


def day_said(moment: datetime, timezone: str, now: datetime) -> str:
    """今天 14:05, 明天 9:00, 11月26日 9:00: a moment to come, as people say it."""
    zone = ZoneInfo(timezone)
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = f"{local.hour}:{local.minute:02}"
    near = {today: "今天", today + timedelta(days=1): "明天"}
    return f"{near.get(local.date()) or date_said(local.date(), today)} {clock}"


def date_said(day: date, today: date) -> str:
    """11月26日; with the year when it is another one."""
    year = f"{day.year}年" if day.year != today.year else ""
    return f"{year}{day.month}月{day.day}日"


def ago_said(moment: datetime, now: datetime) -> str:
    """刚刚, 5 小时前, 3 天前."""
    hours = int((now - moment).total_seconds() // 3600)
    if hours < 1:
        return "刚才"
    return f"{hours} 小时前" if hours < 24 else f"{hours // 24} 天前"


def covered(rules: PoolRules, row: Mapping[str, object]) -> dict[str, object]:
    """A row of the pool as those see it who have not claimed it."""
    shown = dict(row)
    hidden = {one for key in rules.hidden for one in (key, *TOGETHER.get(key, ()))}
    for name in hidden & shown.keys():
        value = shown[name]
        if name == "name":
            shown[name] = f"{str(value)[:1]}**"
        elif isinstance(value, str):
            shown[name] = COVERED if value else ""
        else:
            shown[name] = None
    return shown
