"""Whom to contact today, and why (今天联系谁): reasons have points, their sum is the order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from keliu.kit.money import yuan

DAY = timedelta(days=1)
SILENT = timedelta(days=30)
AGAIN = 3
TIMES_BASE = 2.0
SLIPPING, ALMOST_GONE = 0.6, 0.1
CALL, MESSAGE, FOLLOWUP = "call", "message", "followup"


@dataclass(frozen=True)
class Seen:
    """Everything that speaks for contacting one customer. What nobody knows is None or 0."""

    score: int = 0
    hot_from: int = 50
    next_followup_on: date | None = None
    last_followup_at: datetime | None = None
    last_visit_at: datetime | None = None
    contacts: int = 0
    again: int = 0
    thing: str = ""
    deal_open: bool = False
    orders: int = 0
    unpaid_fen: int = 0
    birthday_in: int | None = None
    buys: float | None = None
    base: float = 0.0
    alive: float | None = None
    judged: bool = True


@dataclass(frozen=True)
class Why:
    """One reason: what kind, its words, its points, and what it suggests to do."""

    key: str
    zh: str
    en: str
    points: int
    act: str


@dataclass(frozen=True)
class Contact:
    """A customer worth a contact today; `points` is the sum of the reasons'."""

    customer_id: int
    reasons: list[Why] = field(default_factory=list)

    @property
    def points(self) -> int:
        return sum(one.points for one in self.reasons)

    @property
    def act(self) -> str:
        return self.reasons[0].act


def _planned(seen: Seen, today: date) -> Why | None:
    if seen.next_followup_on is None or seen.next_followup_on > today:
        return None
    late = (today - seen.next_followup_on).days
    if not late:
        return Why("planned", "说好今天联系", "You set today for this", 30, CALL)
    said = f"说好的联系晚了 {late} 天", f"Contact is {late} days overdue"
    return Why("planned", *said, 34 if late <= 14 else 20, CALL)


def _unpaid(seen: Seen, today: date) -> Why | None:
    if not seen.unpaid_fen:
        return None
    money = yuan(seen.unpaid_fen)
    said = f"下了单还没付款:{money}", f"Ordered but has not paid: {money}"
    return Why("unpaid", *said, 32, MESSAGE)


def _birthday(seen: Seen, today: date) -> Why | None:
    if seen.birthday_in is None:
        return None
    when = (
        ("今天过生日", "Birthday today")
        if not seen.birthday_in
        else ("明天过生日", "Birthday tomorrow")
    )
    return Why("birthday", *when, 14, MESSAGE)


def _took(seen: Seen, now: datetime) -> Why | None:
    if not seen.contacts or seen.last_visit_at is None or now - seen.last_visit_at > 7 * DAY:
        return None
    return Why("took", "刚拿过您的联系方式", "Took your contact details lately", 20, CALL)


def _looked(seen: Seen, now: datetime) -> Why | None:
    if seen.last_visit_at is None or now - seen.last_visit_at > DAY:
        return None
    if seen.again >= AGAIN and seen.thing:
        zh = f"一天内来过,“{seen.thing}”看了 {seen.again} 次"
        en = f"Came within a day, looked at {seen.thing} {seen.again} times"
        return Why("looked", zh, en, 24, CALL)
    return Why("looked", "一天内来看过", "Came to look within a day", 16, CALL)


def _likely(seen: Seen, now: datetime) -> Why | None:
    if seen.buys is None or not seen.base or seen.buys < seen.base * TIMES_BASE:
        return None
    times = f"{seen.buys / seen.base:.1f}".removesuffix(".0")
    share = f"{seen.buys * 100:.0f}%"
    zh = f"30 天内下单的可能 {share},是平均的 {times} 倍"
    return Why("likely", zh, f"{share} likely to order in 30 days, {times}× the average", 18, CALL)


def _slipping(seen: Seen, now: datetime) -> Why | None:
    if seen.alive is None or seen.orders < 2 or not ALMOST_GONE < seen.alive < SLIPPING:
        return None
    share = f"{seen.alive * 100:.0f}%"
    zh = f"买过 {seen.orders} 次,很久没来,还会来的可能只有 {share}"
    en = f"{seen.orders} orders, away for long: only {share} likely to come back"
    return Why("slipping", zh, en, 16, MESSAGE)


def _warm(seen: Seen, now: datetime) -> Why | None:
    if seen.score < seen.hot_from:
        return None
    return Why("warm", f"热度 {seen.score} 分", f"Score {seen.score}", seen.score // 10, CALL)


def _silent(seen: Seen, now: datetime) -> Why | None:
    if not seen.deal_open or seen.last_followup_at is None:
        return None
    days = (now - seen.last_followup_at).days
    if days < SILENT.days:
        return None
    said = f"商机开着,{days} 天没人跟进", f"Open opportunity, nobody followed up for {days} days"
    return Why("silent", *said, 12, CALL)


KNOWN = (_planned, _unpaid, _birthday)
"""What was agreed or given: holds for everybody."""
JUDGED = (_took, _looked, _likely, _slipping, _warm, _silent)
"""Conclusions: never about somebody who wants none."""


def reasons(seen: Seen, now: datetime, today: date) -> list[Why]:
    """Why to contact somebody now, the strongest first; empty: no need."""
    found = [one(seen, today) for one in KNOWN]
    if seen.judged:
        found += [one(seen, now) for one in JUDGED]
    good = [one for one in found if one is not None]
    return sorted(good, key=lambda one: -one.points)


def ranked(found: Iterable[Contact], most: int) -> list[Contact]:
    """Those with any reason, the most pressing first; the longest known among equals."""
    good = [one for one in found if one.reasons]
    return sorted(good, key=lambda one: (-one.points, one.customer_id))[:most]


def acts(found: Contact, *, phone: bool) -> list[tuple[str, str, int]]:
    """(act, words to begin with, days): what the strongest reason asks for comes first.

    Without a number nobody is told to call.
    """
    why = found.reasons[0]
    said = {
        CALL: why.zh,
        MESSAGE: GREETINGS.get(why.key, "您好,最近还好吗?有什么需要,直接回我就好。"),
        FOLLOWUP: f"{why.zh}。",
    }
    order = [why.act, *(one for one in (CALL, MESSAGE, FOLLOWUP) if one != why.act)]
    return [(one, said[one], 0) for one in order if phone or one != CALL]


GREETINGS = {
    "unpaid": "您好,看到您下了单还没付款,是哪一步不方便吗?我来帮您。",
    "birthday": "您好,祝您生日快乐。",
    "slipping": "您好,有一阵没见您了,最近有新到的,想看看吗?",
    "looked": "您好,谢谢您来看。想先了解价格,还是看介绍?我发给您。",
}
"""How a message may begin."""
