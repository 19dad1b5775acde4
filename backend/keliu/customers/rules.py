"""The law of customers: the score, and the texts people agree to."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from keliu.kit import words


@dataclass(frozen=True)
class Purpose:
    """One thing a visitor may agree to, in the words they see."""

    code: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str

    @property
    def text_hash(self) -> str:
        """What proves later which words were agreed to."""
        words = "\n".join([self.title_zh, self.text_zh, self.title_en, self.text_en])
        return hashlib.sha256(words.encode()).hexdigest()


CONSENT_VERSION = "2026-11-21"
PURPOSES = {
    item.code: item
    for item in (
        Purpose(
            "radar",
            "记住您看过什么",
            "Remember what you looked at",
            "记录您在这张名片里看过的页面、停留时间和转发,让为您服务的人更懂您的需要。可以随时撤回。",
            "Keep which pages of this card you viewed, for how long, and what you forwarded, so "
            "that the person serving you knows what you need. You can withdraw at any time.",
        ),
        Purpose(
            "profile",
            "使用您的微信昵称和头像",
            "Use your WeChat name and picture",
            "用您的微信昵称和头像称呼您,不会读取好友、手机号和聊天。可以随时撤回。",
            "Address you by your WeChat name and picture. Friends, phone number and chats are not "
            "read. You can withdraw at any time.",
        ),
    )
}

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike


def visitor_name(customer_id: int) -> str:
    """访客 and a short code: what somebody is called who keeps their name to themselves."""
    number, code = hashlib.sha256(str(customer_id).encode()).digest(), ""
    for byte in number[:4]:
        code += CODE_LETTERS[byte % len(CODE_LETTERS)]
    return f"访客{code}"


@dataclass(frozen=True)
class ScoreInputs:
    """Everything the score looks at."""

    visit_count: int
    last_visit_at: datetime | None
    last_followup_at: datetime | None
    deal_state: str


@dataclass(frozen=True)
class Reason:
    """A part of the score, in words."""

    zh: str
    en: str
    points: int


HOT_FROM = 60
VISIT_POINTS, MOST_VISIT_POINTS = 5, 30
RECENT_VISIT = (
    (timedelta(days=1), 30, "一天内来过", "Visited within a day"),
    (timedelta(days=7), 20, "七天内来过", "Visited within 7 days"),
    (timedelta(days=30), 10, "三十天内来过", "Visited within 30 days"),
)
RECENT_FOLLOWUP = (
    (timedelta(days=7), 15, "七天内跟进过", "Followed up within 7 days"),
    (timedelta(days=30), 5, "三十天内跟进过", "Followed up within 30 days"),
)
DEALS = {"open": (25, "有进行中的商机", "Has an open opportunity"),
         "won": (20, "已成交过", "Has bought before")}  # fmt: skip

Steps = tuple[tuple[timedelta, int, str, str], ...]


def _recent(steps: Steps, moment: datetime | None, now: datetime) -> list[Reason]:
    for within, points, zh, en in steps:
        if moment is not None and now - moment <= within:
            return [Reason(zh, en, points)]
    return []


def score_reasons(seen: ScoreInputs, now: datetime) -> list[Reason]:
    """Why a customer counts as warm at `now`; the points add up to the score (0..100)."""
    reasons = []
    if seen.visit_count:
        points = min(seen.visit_count * VISIT_POINTS, MOST_VISIT_POINTS)
        reasons.append(Reason(f"来过 {seen.visit_count} 次", f"{seen.visit_count} visits", points))
    reasons += _recent(RECENT_VISIT, seen.last_visit_at, now)
    reasons += _recent(RECENT_FOLLOWUP, seen.last_followup_at, now)
    if seen.deal_state in DEALS:
        points, zh, en = DEALS[seen.deal_state]
        reasons.append(Reason(zh, en, points))
    return reasons


def score(seen: ScoreInputs, now: datetime) -> int:
    """0 (nothing known) to 100 (call today)."""
    return sum(reason.points for reason in score_reasons(seen, now))


# --- search ---------------------------------------------------------------------------------

TAIL_DIGITS, WINDOW = 4, 4
NAME_FIRST, NAME_INSIDE, BY_WORDS, BY_PHONE = range(4)  # ranks, best first


def phone_windows(digits: str) -> list[str]:
    """The pieces of a number that a query of four or more digits is matched against."""
    return [digits[at : at + WINDOW] for at in range(len(digits) - WINDOW + 1)]


def _syllables(name: str) -> list[tuple[str, int]]:
    """The reading of every Chinese character of a name, with its place."""
    found: list[tuple[str, int]] = []
    for run in words.HAN.finditer(name):
        readings = words.pinyin_key(run.group()).split(" ")
        if len(readings) == len(run.group()):
            found += [(reading, run.start() + at) for at, reading in enumerate(readings)]
    return found


def _by_pinyin(name: str, q: str) -> list[tuple[int, int]]:
    syllables = _syllables(name)
    for start in range(len(syllables)):
        initials = full = ""
        for reading, place in syllables[start:]:
            initials, full = initials + reading[0], full + reading
            if q in {initials, full}:
                return [(syllables[start][1], place + 1)]
    return []


def highlight(name: str, query: str) -> list[tuple[int, int]]:
    """Which ranges of `name` a query hit: itself, else its words, else the characters it spells."""
    low, q = name.lower(), query.strip().lower()
    if not q:
        return []
    at = low.find(q)
    if at >= 0:
        return [(at, at + len(q))]
    places = [(low.find(word), len(word)) for word in words.of_query(q)]
    merged: list[tuple[int, int]] = []
    for start, size in sorted(place for place in places if place[0] >= 0):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], start + size))
        else:
            merged.append((start, start + size))
    return merged or _by_pinyin(name, q.replace(" ", ""))
