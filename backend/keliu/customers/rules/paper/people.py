"""Names, titles, departments and organisations: what only words and sizes tell."""

import re
from collections.abc import Sequence

from keliu.customers.rules.paper import places, words
from keliu.customers.rules.paper.found import Found
from keliu.customers.rules.paper.lines import Piece, han, tidy

SPLIT = re.compile(r"\s*[/|、·;;,]\s*|\s{1,}")
LATIN_NAME = re.compile(
    r"^(?:[A-Z][a-z]+|[A-Z]\.)(?:[ -](?:[A-Z][a-z']+|[A-Z]\.?|\([A-Za-z]+\))){1,3}$"
    r"|^[A-Z]{2,}(?: [A-Z]{2,}){1,2}$"
)
SPACED = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
SPACED_NAME = re.compile(
    r"^([\u4e00-\u9fff])\s([\u4e00-\u9fff])(?:\s|(?=[\u4e00-\u9fff]{3}))\s*(.+)$"
)
MOST_TITLE = 24


def companies(pieces: Sequence[Piece]) -> tuple[list[Found], list[Piece]]:
    """(organisations, the likeliest first; the pieces they are made of)."""
    found: list[Found] = []
    used: list[Piece] = []
    for piece in pieces:
        if piece in used or piece.label not in {"", "company"}:
            continue
        one = _company(piece)
        if one is None:
            continue
        parts = [piece, *_company_goes_on(piece, pieces, used)]
        before = _company_begins(piece, pieces, used)
        if before is not None:
            parts.insert(0, before)
        used += parts
        found.append(_joined(parts, one))
    found.sort(key=lambda one: (han(one.value) == 0, -one.confidence))
    return found, used


def _company(piece: Piece) -> Found | None:
    text = SPACED.sub("", piece.text)
    if piece.label == "company":
        return Found("company", text, "label", 0.97 * piece.score)
    if words.COMPANY_SURE.search(text):
        return Found("company", text, "company_end", 0.96 * piece.score)
    if words.LATIN_COMPANY.search(text) and not han(text):
        return Found("company", text, "company_end", 0.93 * piece.score)
    if places.likeness(text) >= 2:
        return None
    if han(text) >= 4 and words.COMPANY_LIKE.search(text) and not words.TITLE.search(text):
        return Found("company", text, "company_like", 0.78 * piece.score)
    titled = words.LATIN_TITLE.search(text)
    if not han(text) and words.LATIN_COMPANY_LIKE.search(text) and not titled:
        return Found("company", text, "company_like", 0.7 * piece.score)
    return None


def _company_begins(piece: Piece, pieces: Sequence[Piece], used: Sequence[Piece]) -> Piece | None:
    """The line above, when this one is only the end of a name such as 有限公司."""
    if not words.COMPANY_TAIL.match(SPACED.sub("", piece.text)):
        return None
    above = [one for one in pieces if one.row == piece.row - 1 and not one.label]
    fitting = [
        one for one in above if one not in used and bool(han(one.text)) == bool(han(piece.text))
    ]
    return fitting[0] if fitting and not words.TITLE.search(fitting[0].text) else None


def _company_goes_on(piece: Piece, pieces: Sequence[Piece], used: Sequence[Piece]) -> list[Piece]:
    below = [
        one for one in pieces if one.row == piece.row + 1 and not one.label and one not in used
    ]
    return [one for one in below if words.BRANCH.match(one.text)][:1]


def _joined(parts: Sequence[Piece], one: Found) -> Found:
    if len(parts) == 1:
        return one
    glue = "" if han(one.value) else " "
    text = glue.join(SPACED.sub("", part.text) if han(part.text) else part.text for part in parts)
    return Found("company", text, "company_joined", 0.93 * min(part.score for part in parts))


def titles(pieces: Sequence[Piece]) -> tuple[list[Found], dict[Piece, str], list[Piece]]:
    """(titles; names that stood in one line with a title; the pieces used)."""
    found: list[Found] = []
    named: dict[Piece, str] = {}
    used: list[Piece] = []
    for piece in pieces:
        title, name = _title(piece)
        if title is None:
            continue
        used.append(piece)
        found.append(title)
        if name:
            named[piece] = name
    return found, named, used


def _title(piece: Piece) -> tuple[Found | None, str]:
    if piece.label == "position":
        return Found("position", piece.text, "label", 0.97 * piece.score), ""
    if piece.label or len(piece.text) > 60:
        return None, ""
    if han(piece.text) >= 2:
        return _han_title(piece)
    if words.LATIN_TITLE.search(piece.text):
        return _latin_title(piece)
    return None, ""


def _han_title(piece: Piece) -> tuple[Found | None, str]:
    """`张伟 销售总监`, `销售部/经理`, `董事长兼总经理`."""
    name, rest = _name_first(piece.text)
    if not words.TITLE.search(rest) or len(rest) > MOST_TITLE:
        return None, ""
    return Found("position", rest, "title_word", 0.93 * piece.score), name


def _name_first(text: str) -> tuple[str, str]:
    """(name, the rest) when a line begins with a person's name; a spaced `张 伟` counts too."""
    spaced = re.match(
        r"^([\u4e00-\u9fff])\s([\u4e00-\u9fff])(?:\s|(?=[\u4e00-\u9fff]{3}))\s*(.+)$", text
    )
    if spaced and is_name(spaced[1] + spaced[2]):
        return spaced[1] + spaced[2], tidy(spaced[3])
    head = SPLIT.split(text, maxsplit=1)
    if len(head) == 2 and is_name(head[0]) and not words.TITLE.search(head[0]):
        return head[0], tidy(head[1])
    for length in (2, 3, 4):  # the longest title wins
        name, rest = text[:length], text[length:]
        if is_name(name) and rest in words.PLAIN_TITLES:
            return name, rest
    return "", text


def _latin_title(piece: Piece) -> tuple[Found | None, str]:
    head, comma, rest = piece.text.partition(",")
    titled = words.LATIN_TITLE.search(head)
    if comma and not titled and LATIN_NAME.match(head.strip()) and words.LATIN_TITLE.search(rest):
        return Found("position", rest.strip(), "title_word", 0.9 * piece.score), head.strip()
    if len(piece.text) > 48 or words.LATIN_COMPANY.search(piece.text):
        return None, ""
    return Found("position", piece.text, "title_word", 0.9 * piece.score), ""


def is_name(text: str) -> bool:
    """Whether two to four characters look like a Chinese person's name."""
    if not re.fullmatch(r"[\u4e00-\u9fff]{2,4}", text) or text in words.NO_NAMES:
        return False
    if text[:2] in words.TWIN_SURNAMES:
        return len(text) >= 3
    return text[0] in words.SURNAMES and len(text) <= 3


def names(pieces: Sequence[Piece], company: str) -> list[tuple[Found, Piece]]:
    """Everybody who may be the person of the card, the likeliest first."""
    tallest = max((piece.height for piece in pieces), default=0) or 1
    found = []
    for piece in pieces:
        one = _name(piece, company, piece.height / tallest)
        if one is not None:
            found.append((one, piece))
    found.sort(key=lambda pair: (-pair[0].confidence, pair[1].row))
    return found


def _name(piece: Piece, company: str, size: float) -> Found | None:
    text = words.HONORIFIC.sub("", words.CREDENTIAL.sub("", piece.text)).strip()
    if piece.label == "name":
        return Found("name", SPACED.sub("", text), "label", 0.98 * piece.score)
    if piece.label:
        return None
    together = SPACED.sub("", text)
    if is_name(together):
        return _sized(Found("name", together, "surname", 0.72), piece, company, size)
    if LATIN_NAME.match(text):
        name = text.title() if text.isupper() else text
        return _sized(Found("name", name, "latin_name", 0.66), piece, company, size)
    short = re.fullmatch(r"[\u4e00-\u9fff]{2,3}", together) and together not in words.NO_NAMES
    if short and size > 0.9:
        return _sized(Found("name", together, "large", 0.45), piece, company, size)
    return None


def _sized(one: Found, piece: Piece, company: str, size: float) -> Found:
    """Large letters speak for a name; standing in the company's name speaks against it."""
    sure = one.confidence + (0.22 if size > 0.75 else 0.12 if size > 0.55 else 0)
    sure += 0.04 if SPACED.search(piece.text) else 0
    inside = one.value in company or one.value.lower() in company.lower()
    sure -= 0.5 if inside else 0
    reason = "surname_large" if one.reason == "surname" and size > 0.75 else one.reason
    return Found("name", one.value, reason, min(0.96, sure) * piece.score)


def departments(pieces: Sequence[Piece]) -> list[tuple[Found, Piece]]:
    """Lines that only name a department."""
    return [
        (Found("position", piece.text, "department", 0.7 * piece.score), piece)
        for piece in pieces
        if not piece.label and words.DEPARTMENT.match(SPACED.sub("", piece.text))
    ]
