"""The law of Chinese identity cards, front side: what a new customer's form may take from one.

The number (GB 11643) is only used to check the rest: its last character proves that it was read
right, then its birthday and sex are surer than the printed lines. It is never an answer itself, and
the ethnic group is not looked at.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from keliu.customers.rules.paper import places
from keliu.customers.rules.paper.found import Found, Reading
from keliu.customers.rules.paper.lines import Line, in_order

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
MOST_LINES, MOST_LETTERS = 40, 120
MISREAD = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})
NUMBER = re.compile(r"(?<![0-9A-Z])([0-9OoIl|]{17}[0-9OoXx])(?![0-9A-Z])")
NAME = re.compile(r"姓\s*名\s*[::]?\s*([\u3400-\u9fff·•]{2,25})?$")
SEX = re.compile(r"性\s*别\s*[::]?\s*([男女])")
BORN = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
HOME = re.compile(r"住\s*址\s*[::]?\s*(.*)$")
LABEL = re.compile(r"^(?:公民|身份|号码|公民身份号?码?|姓\s*名|性\s*别|民\s*族|出\s*生|住\s*址)")
PERSON = re.compile(r"[\u3400-\u9fff·•]{2,25}")
SURE, LIKELY, UNSURE = 0.98, 0.9, 0.6
MALE, FEMALE = "male", "female"


def is_number(text: str) -> bool:
    """Whether this is a citizen's number: seventeen digits that prove the eighteenth character."""
    if not re.fullmatch(r"[1-9]\d{16}[\dX]", text, re.ASCII) or birthday_in(text) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, WEIGHTS, strict=False))
    return CHECKS[total % 11] == text[17]


def birthday_in(number: str) -> date | None:
    """The day of birth inside a number."""
    return _day(number[6:10], number[10:12], number[12:14])


def sex_in(number: str) -> str:
    """Odd numbers were given to men, even ones to women."""
    return MALE if int(number[16]) % 2 else FEMALE


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1880 <= found.year <= 2200 else None


def read(lines: Iterable[Line]) -> Reading | None:
    """Name, sex, birthday and address; None when the picture is no identity card's front."""
    seen = [
        replace(one, text=unicodedata.normalize("NFKC", one.text[:MOST_LETTERS]).strip())
        for one in list(lines)[:MOST_LINES]
    ]
    ordered = in_order(seen)
    number = _number(ordered)
    named, homes = _name(ordered), _home(ordered)
    if number is None and not (named and homes):
        return None
    proved = number if number is not None and is_number(number) else None
    found = [*named, *_sex(ordered, proved), *_birthday(ordered, proved), *homes]
    found += [region for home in homes if (region := places.region_of(home))]
    return Reading(fields=tuple(found), rest=())


def _number(lines: list[Line]) -> str | None:
    """The number as it stands on the card, proved or not."""
    for line in lines:
        found = NUMBER.search(line.text.replace(" ", ""))
        if found:
            return found[1].translate(MISREAD).upper()
    return None


def _name(lines: list[Line]) -> list[Found]:
    for at, line in enumerate(lines):
        found = NAME.match(line.text.replace(" ", ""))
        if not found:
            continue
        if found[1]:
            return [Found("name", found[1], "label", LIKELY * line.score)]
        following = lines[at + 1].text.replace(" ", "") if at + 1 < len(lines) else ""
        if PERSON.fullmatch(following) and not LABEL.match(following):
            return [Found("name", following, "label", LIKELY * lines[at + 1].score)]
    return []


def _sex(lines: list[Line], proved: str | None) -> list[Found]:
    words = next((found[1] for line in lines if (found := SEX.search(line.text))), None)
    printed = {"男": MALE, "女": FEMALE}.get(words or "")
    return _checked("sex", printed, sex_in(proved) if proved else None)


def _birthday(lines: list[Line], proved: str | None) -> list[Found]:
    found = next((one for line in lines if (one := BORN.search(line.text.replace(" ", "")))), None)
    day = _day(*found.groups()) if found else None
    inside = birthday_in(proved) if proved else None
    return _checked(
        "birthday", day.isoformat() if day else None, inside.isoformat() if inside else None
    )


def _checked(field: str, printed: str | None, inside: str | None) -> list[Found]:
    """What the number says is right where it is proved; a person looks when the two differ."""
    if inside is None:
        return [Found(field, printed, "id_unproved", UNSURE)] if printed else []
    if printed is None or printed == inside:
        return [Found(field, inside, "id_number", SURE)]
    return [Found(field, inside, "id_differs", UNSURE)]


def _home(lines: list[Line]) -> list[Found]:
    """The address, which runs over up to three lines."""
    for at, line in enumerate(lines):
        found = HOME.search(line.text)
        if not found:
            continue
        parts, scores = [found[1]], [line.score]
        for following in lines[at + 1 :]:
            bare = following.text.replace(" ", "")
            if len(parts) == 4 or LABEL.match(bare) or NUMBER.search(bare):
                break
            parts.append(following.text)
            scores.append(following.score)
        whole = "".join(part.replace(" ", "") for part in parts)[:200]
        return [Found("address", whole, "label", LIKELY * min(scores))] if whole else []
    return []
