"""Addresses: told by a label, or by the words that only addresses have."""

import re
from collections.abc import Sequence

from keliu.customers.rules.paper.found import Found
from keliu.customers.rules.paper.lines import Piece, han
from keliu.customers.rules.paper.words import LATIN_PLACES, PLACES, TITLE
from keliu.kit import regions

NUMBERED = re.compile(r"[\dA-Za-z一二三四五六七八九十]+\s*(?:号|栋|幢|座|楼|层|室|弄|期|单元|F)")
GOES_ON = re.compile(
    r"^(?:[\dA-Z一二三四五六七八九十]|[\u4e00-\u9fff]{1,14}(?:号|栋|幢|座|楼|层|室|园|厦|场|铺))"
)
POSTCODE = re.compile(r"\s*\(?(?:邮编|P\.?C\.?)?[::]?\s*(?<!\d)\d{6}\)?$", re.IGNORECASE)
ENDED = re.compile(r"(?:室|号|铺|层|楼)\)?$")


def likeness(text: str) -> int:
    """How many kinds of address words a text has; two make an address."""
    if han(text) >= 4:
        return sum(word in text for word in PLACES) + bool(NUMBERED.search(text))
    return len(LATIN_PLACES.findall(text)) + bool(re.search(r"\d", text) and "," in text)


def _tells(text: str) -> bool:
    return likeness(text) >= 2 and not (TITLE.search(text) and not NUMBERED.search(text))


def addresses(pieces: Sequence[Piece]) -> tuple[list[Found], list[Piece], list[Piece]]:
    """(addresses, the likeliest first; the pieces they are made of; further ones)."""
    starts = [one for one in pieces if one.label == "address"]
    starts += [one for one in pieces if not one.label and _tells(one.text)]
    used: list[Piece] = []
    found: list[Found] = []
    for start in starts:
        if start in used:
            continue
        parts = [start, *_following(start, pieces, used)]
        used += parts
        found.append(_address(parts))
    found.sort(key=lambda one: (han(one.value) == 0, -one.confidence))
    return found, used, starts


def _address(parts: Sequence[Piece]) -> Found:
    glue = "" if any(han(part.text) for part in parts) else " "
    text = POSTCODE.sub("", glue.join(part.text for part in parts)).strip(" ,")
    score = min(part.score for part in parts)
    if parts[0].label:
        return Found("address", text, "label", 0.96 * score)
    sure = min(0.95, 0.6 + 0.08 * likeness(text))
    return Found("address", text, "place_joined" if len(parts) > 1 else "place_words", sure * score)


def _following(start: Piece, pieces: Sequence[Piece], used: Sequence[Piece]) -> list[Piece]:
    """The next line, when it goes on where this one ends."""
    below = [one for one in pieces if start.row < one.row <= start.row + 1 and not one.label]
    for one in below:
        close = one.top - start.top <= 3 * max(start.height, 1)
        same = bool(han(one.text)) == bool(han(start.text))
        if one in used or not close or not same:
            continue
        goes_on = GOES_ON.match(one.text) if han(one.text) else likeness(one.text) >= 1
        finished = ENDED.search(start.text) and regions.of_address(one.text)
        if goes_on and not finished:
            return [one, *_following(one, pieces, [*used, one])][:2]
    return []


def region_of(address: Found) -> Found | None:
    """Province, city and district of an address, when it names them."""
    code = regions.of_address(address.value)
    if code is None:
        return None
    level = 0.95 if not code.endswith("00") else 0.8
    return Found("region_code", code, "region", level * address.confidence)
