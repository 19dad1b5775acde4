"""Finding customers by name, pinyin, initials, company, or a piece of the phone number.

The statements run in definer functions of keliu_owner: behind row-level security PostgreSQL may
not use the word index. The merchant always comes from the transaction's setting.
"""

import re
from dataclasses import dataclass, replace
from typing import Any

from keliu.accounts import public as accounts
from keliu.customers import rules
from keliu.customers.ports import Hit, Ports
from keliu.customers.selectors import veil
from keliu.kinds.public import asked_with, conceal, shows
from keliu.kit import actor, words
from keliu.platform import keys, sql
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking

DIGITS = re.compile(r"[0-9]{4,}")
# Words, words of a number, the query; everybody, owners, departments, shared ones; how many.
FIND = """SELECT * FROM customers_search(
 %s, %s, %s, %s, %s::bigint[], %s::bigint[], {shared}, %s, %s)"""  # and the query as names sort
FIND_CONTACT = """SELECT * FROM customers_contact_search(
 %s, %s, %s, %s, %s::bigint[], %s::bigint[], {shared}, %s)"""
WHOLE_NUMBER = 11
MOST, EACH = 20, 4


@dataclass(frozen=True)
class Asked:
    """What rows must have: every one of `words`, or every one of `phone` (None matches nothing)."""

    words: list[str] | None
    phone: list[str] | None
    text: str


def _phone_words(digits: str) -> list[str] | None:
    """Blind words of a piece of a number.

    Who may not see numbers finds by the whole number or its last four digits only, which the mask
    shows anyway; with free fragments the hidden digits could be tried out one by one.
    """
    if not shows("customer", "phone"):
        return None
    blind = keys.ours().blind
    if actor.current().may("customer.phone") or len(digits) >= WHOLE_NUMBER:
        return [f"#{blind('phone4', part).hex()[:16]}" for part in rules.phone_windows(digits)]
    if len(digits) == rules.TAIL_DIGITS:
        return [f"#{blind('phone-tail', digits).hex()[:16]}"]
    return None


def asked(q: str) -> Asked:
    """A person's query as search words."""
    text = q.strip().lower()[:60]
    digits = DIGITS.fullmatch(re.sub(r"[\s-]", "", text).removeprefix("+86"))
    return Asked(
        words=words.of_query(text) or None,
        phone=_phone_words(digits.group()) if digits else None,
        text=text,
    )


def _values(query: Asked, reach: accounts.Reach, limit: int) -> tuple[str, list[object]]:
    """The shared records as a piece of the statement, and every value of it."""
    shared, more = accounts.shared_ids(reach)
    among = [sql.array(reach.staff), sql.array(reach.departments)]
    values = [query.words, query.phone, query.text, reach.everything, *among]
    return shared, [*values, *more, limit]


def _rows(statement: str, q: str, limit: int, *more: str) -> Asking[list[Any]]:
    query = asked(q)
    reach = accounts.reach_of(actor.current(), "customer.read", "customer")
    if reach is None or (query.words is None and query.phone is None):
        return []
    shared, values = _values(query, reach, limit)
    question = Question(statement.format(shared=shared), [*values, *more])
    return (yield from asked_with("customer", question))


def customers(q: str, limit: int = MOST) -> Asking[list[Hit]]:
    """Customers within reach that match, best first."""
    rows = yield from _rows(FIND, q, limit, words.pinyin_key(asked(q).text))
    secret = veil.unfound(row[0] for row in rows)
    return [
        _marked(Hit("customer", row[0], row[1], _seen(row[2], row[3]), (), row[4]), q)
        for row in rows
        if row[0] not in secret
    ]


def contacts(q: str, limit: int = MOST) -> Asking[list[Hit]]:
    """Contacts of customers within reach; opening one opens its customer."""
    rows = yield from _rows(FIND_CONTACT, q, limit)
    secret = veil.unfound(row[4] for row in rows)
    return [
        _marked(
            Hit(
                "contact",
                row[0],
                row[1],
                _line(row[5], row[2], row[3]),
                (),
                row[6],
                customer_id=row[4],
            ),
            q,
        )
        for row in rows
        if row[4] not in secret
    ]


def _seen(company: str, phone_masked: str) -> str:
    """The line below a customer's name, without what the acting role may not see."""
    shown = {"company": company, "phone_masked": phone_masked}
    return _line(*conceal("customer", shown).values())


def _line(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _marked(hit: Hit, q: str) -> Hit:
    """Every kind is ranked and marked by the same rule, so that they can stand in one list."""
    rank, spans = rules.rated(hit.name, q, number=bool(DIGITS.search(q)))
    below = () if spans else tuple(rules.tail_marked(hit.subtitle, q))
    return replace(hit, rank=rank, highlight=tuple(spans), subtitle_highlight=below)


def everything(q: str, limit: int = MOST) -> Asking[list[Hit]]:
    """Customers, their contacts and whatever contexts above offer, best first.

    Every kind that has anything keeps a place, so that a common name does not hide a deal.
    """
    ours = [customers(q, limit), contacts(q, limit)]
    found = yield from sql.abreast([*ours, *(more(q, limit) for more in Ports.searchables)])
    others = [[_marked(hit, q) for hit in hits] for hits in found[len(ours) :]]
    kinds = [*found[: len(ours)], *others]
    best = [sorted(hits, key=_order) for hits in kinds]
    sure = [hit for hits in best for hit in hits[:EACH]]
    rest = sorted((hit for hits in best for hit in hits[EACH:]), key=_order)
    return sorted([*sure, *rest[: max(limit - len(sure), 0)]], key=_order)[:limit]


def _order(hit: Hit) -> int:
    return hit.rank
