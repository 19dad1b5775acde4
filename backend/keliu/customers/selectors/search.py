"""Finding customers by name, pinyin, initials, company, or a piece of the phone number.

The statements run in definer functions of keliu_owner: behind row-level security PostgreSQL may
not use the word index. The merchant always comes from the transaction's setting.
"""

import re
from dataclasses import dataclass

from keliu.customers import rules
from keliu.customers.ports import Hit, Ports
from keliu.kit import actor, words
from keliu.platform import keys, sql

DIGITS = re.compile(r"[0-9]{4,}")
FIND = "SELECT * FROM customers_search(%s, %s, %s, %s, %s, %s, %s)"
WHOLE_NUMBER = 11
MOST = 20


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


def customers(q: str, limit: int = MOST) -> list[Hit]:
    """Customers within reach that match, best first."""
    query, who = asked(q), actor.current()
    reach = who.reach("customer.read")
    if reach is None or (query.words is None and query.phone is None):
        return []
    departments = {
        "department": [who.department_id] if who.department_id else [],
        "tree": list(who.departments),
    }.get(reach, [])
    values = [query.words, query.phone, query.text, reach == "all", who.staff_id, departments]
    return [
        Hit(
            kind="customer",
            id=row[0],
            name=row[1],
            subtitle=" · ".join(part for part in row[2:4] if part),
            highlight=tuple(rules.highlight(row[1], q)),
            rank=row[4],
        )
        for row in sql.rows(FIND, [*values, limit])
    ]


def everything(q: str, limit: int = MOST) -> list[Hit]:
    """Customers and whatever contexts above offer, best first."""
    found = customers(q, limit)
    for more in Ports.searchables:
        found += more(q, limit)
    return sorted(found, key=lambda hit: hit.rank)[:limit]
