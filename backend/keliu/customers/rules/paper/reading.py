"""From lines to fields: first what has a form of its own, then organisations, places, people."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from keliu.customers.rules.paper import numbers, people, places
from keliu.customers.rules.paper.found import FIELDS, Found, Reading
from keliu.customers.rules.paper.lines import Line, Piece, han, in_order, pieces

BRACKETS = " ()"
MOST_LINES = 80
MOST_LETTERS = 200
NOTHING = re.compile(r"^[\W\d_]*$|^(?:no|m|t|f|e|p|w|tel|add|ext|http|https)$", re.IGNORECASE)


def read(lines: Iterable[Line]) -> Reading:
    """What a card says."""
    seen = [replace(line, text=line.text[:MOST_LETTERS]) for line in lines][:MOST_LINES]
    found, left = _formed(pieces(seen))
    found += _same_number(seen, found)
    companies, used = people.companies(left)
    left = [one for one in left if one not in used]
    homes, used, _ = places.addresses(left)
    left = [one for one in left if one not in used]
    who, left = _people(left, companies[0].value if companies else "")
    found += who + companies[:1] + homes[:1]
    found += [region for home in homes[:1] if (region := places.region_of(home))]
    rest = [one.value for one in companies[1:] + homes[1:]] + [one.text for one in left]
    return Reading(fields=_sorted(found), rest=tuple(dict.fromkeys(rest)))


def _formed(all_pieces: Sequence[Piece]) -> tuple[list[Found], list[Piece]]:
    """Numbers and addresses of every kind, and the pieces with what is left of them."""
    found: list[Found] = []
    left: list[Piece] = []
    for piece in all_pieces:
        rest = piece
        for one, text in numbers.of_piece(piece):
            rest = rest.less(text)
            if one is not None:
                found.append(one)
        rest = replace(rest, text=numbers.SAME_NUMBER.sub("", rest.text).strip(BRACKETS))
        if not NOTHING.match(rest.text) or rest.label == "address":
            left.append(rest)
    return found, left


def _same_number(lines: Sequence[Line], found: Sequence[Found]) -> list[Found]:
    """微信同号: the WeChat number is the mobile number."""
    mobile = next((one for one in found if one.reason == "mobile"), None)
    said = any(numbers.SAME_NUMBER.search(line.text) for line in in_order(lines))
    if not said or mobile is None or any(one.field == "wechat" for one in found):
        return []
    return [Found("wechat", mobile.value, "same_number", mobile.confidence * 0.95)]


def _people(left: list[Piece], company: str) -> tuple[list[Found], list[Piece]]:
    """Who it is and what they do."""
    found_titles, named, used = people.titles(left)
    beside = [
        Found("name", name, "beside_title", 0.95 * piece.score) for piece, name in named.items()
    ]
    left = [one for one in left if one not in used]
    candidates = [] if beside else people.names(left, company)
    if not beside and candidates:
        best, piece = candidates[0]
        beside = [best]
        left = [one for one in left if one is not piece]
    groups = people.departments(left)
    left = [one for one in left if all(one is not piece for _, piece in groups)]
    return beside[:1] + _position(found_titles, [one for one, _ in groups]), left


def _position(titles: Sequence[Found], groups: Sequence[Found]) -> list[Found]:
    """Department and titles as one value, Chinese before other languages."""
    ours = [one for one in titles if han(one.value)] or list(titles)
    parts = [*groups[:1], *ours[:2]]
    if not parts:
        return []
    value = " ".join(dict.fromkeys(one.value for one in parts))[:60]
    strongest = max(parts, key=lambda one: one.confidence)
    return [Found("position", value, strongest.reason, strongest.confidence)]


def _sorted(found: Iterable[Found]) -> tuple[Found, ...]:
    """In the order of FIELDS, each value once; a mobile number before other numbers."""
    once: dict[tuple[str, str], Found] = {}
    for one in found:
        once.setdefault((one.field, one.value), one)
    rank = {field: index for index, field in enumerate(FIELDS)}
    ordered = sorted(once.values(), key=lambda one: (rank[one.field], one.reason != "mobile"))
    return tuple(replace(one, confidence=round(min(one.confidence, 1), 2)) for one in ordered)
