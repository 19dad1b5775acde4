"""Phones, e-mail, web and WeChat: what has a form of its own."""

import re
from collections.abc import Iterator

from keliu.customers.rules.paper.found import Found
from keliu.customers.rules.paper.lines import Piece

_CHINA = r"(?:\(?\+?\(?86\)?[\s-]*)?"
MOBILE = re.compile(rf"(?<!\d){_CHINA}(1[3-9]\d(?:[\s.-]?\d){{8}})(?!\d)")
SERVICE = re.compile(r"(?<!\d)([48]00(?:[\s-]?\d){7})(?!\d)")
LANDLINE = re.compile(
    r"(?<!\d)(?:\(?\+?\(?86\)?[\s-]*\(?0?(?P<abroad>[1-9]\d{1,2})|\(?(?P<area>0[1-9]\d{1,2}))\)?"
    r"[\s-]*(?P<number>[2-9]\d{2,3}[\s-]?\d{4})(?!\d)"
    r"(?:\s*(?:-|转|分机|ext\.?|x)\s*(?P<inner>\d{1,6}))?",
    re.IGNORECASE,
)
ABROAD = re.compile(r"(?<!\d)(\+(?!86)\d{1,3}(?:[\s.()-]{0,2}\d){6,12})(?!\d)")
BARE = re.compile(r"(?<!\d)([2-9]\d{2,3}[\s-]?\d{4})(?!\d)")
EMAIL = re.compile(r"[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
WEB = re.compile(
    r"(?:https?://)?(?:www\.[\w-]+(?:\.[\w-]+)+|(?:[\w-]+\.)+(?:com|cn|net|org|io|cc|vip|shop|tech|"
    r"store|ltd|group|top|xyz|edu|gov|de|jp|uk|hk|tw|sg|us)(?![\w@]))(?:/[\w./%-]*)?",
    re.IGNORECASE | re.ASCII,
)
WECHAT = re.compile(r"[A-Za-z][\w-]{5,19}|1[3-9]\d{9}", re.ASCII)
SAME_NUMBER = re.compile(
    r"微信同号|同微信|手机同号|(?:手机|电话|mobile)\s*[/&]\s*(?:微信|wechat)", re.I
)
MISREAD = str.maketrans({"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"})
_DIGITISH = re.compile(r"(?<![A-Za-z])[\dOoIl|][\dOoIl|\s()+.-]{5,}(?![A-Za-z])")
UNSURE_AT = re.compile(r"[©®¢]|\(a\)|\(at\)|\s+at\s+", re.IGNORECASE)

NUMBERS = {"mobile", "phone", "fax", "zip", "qq"}
Step = tuple[Found | None, str]  # what was found, and the text that was it


def of_piece(piece: Piece) -> Iterator[Step]:
    """Everything with a form of its own in one piece, each with the text it was read from."""
    text = piece.text
    for step in (*_emails(piece), *_webs(piece)):
        text = text.replace(step[1], " ", 1)
        yield step
    if piece.label == "wechat":
        yield from _wechat(piece)
    elif piece.label not in {"address", "company", "name", "position"} or "+" in text:
        yield from _phones(piece, text)


def mended(piece: Piece) -> str:
    """The text with what recognisers confuse put right where the card says what it is."""
    text = piece.text
    if piece.label in NUMBERS:
        return _DIGITISH.sub(lambda found: found[0].translate(MISREAD), text)
    if piece.label == "email":
        return text.replace(" ", "").replace(",", ".").replace("。", ".")
    return text.replace(" ", "").replace(",", ".") if piece.label == "web" else text


def _emails(piece: Piece) -> Iterator[Step]:
    whole = mended(piece) if piece.label == "email" else re.sub(r"\s*@\s*", "@", piece.text)
    sure = 0.97 if piece.label == "email" else 0.95
    for found in EMAIL.findall(whole):
        yield Found("email", found.rstrip(".-").lower(), "at", sure * piece.score), found
        if found not in piece.text:  # it was written with spaces: nothing else is on that line
            yield None, piece.text
    if piece.label == "email" and not EMAIL.search(whole):
        guess = UNSURE_AT.sub("@", piece.text).replace(" ", "").replace(",", ".")
        if EMAIL.fullmatch(guess):
            yield Found("email", guess.lower(), "at_mended", 0.5 * piece.score), piece.text


def _webs(piece: Piece) -> Iterator[Step]:
    if piece.label in {"email", "address"}:
        return
    whole = EMAIL.sub(" ", re.sub(r"\s*@\s*", "@", piece.text))
    if piece.label == "web":
        whole = mended(piece)
    for found in WEB.findall(whole):
        sure = 0.97 if piece.label == "web" or found.lower().startswith("www") else 0.85
        yield Found("website", _web(found), "domain", sure * piece.score), found
        if found not in piece.text:
            yield None, piece.text


def _web(text: str) -> str:
    host, slash, path = text.rstrip("./").partition("/") if "://" not in text else (text, "", "")
    return f"{host.lower()}{slash}{path}"


def _wechat(piece: Piece) -> Iterator[Step]:
    found = WECHAT.search(piece.text.replace(" ", ""))
    if found:
        yield Found("wechat", found[0], "label", 0.95 * piece.score), piece.text


def _phones(piece: Piece, text: str) -> Iterator[Step]:
    """Numbers in the order of the card; what is labelled fax, zip or QQ is used up and kept out."""
    if piece.label in {"fax", "zip", "qq"}:
        yield None, piece.text
        return
    was = text
    text = mended(piece) if piece.label in NUMBERS else text
    got = False
    for pattern, reason, sure in PATTERNS:
        for found in pattern.finditer(text):
            got = True
            yield _phone(found, reason, sure, piece), found[0]
        text = pattern.sub(" ", text)
    bare = BARE.search(text) if piece.label == "phone" and not got else None
    if bare:
        got = True
        yield Found("phone", _digits(bare[1]), "bare", 0.6 * piece.score), bare[0]
    if got and piece.label in NUMBERS and not re.search(r"[\u4e00-\u9fffA-Za-z]{2}", was):
        yield None, piece.text


PATTERNS = (
    (MOBILE, "mobile", 0.98),
    (LANDLINE, "landline", 0.95),
    (SERVICE, "service", 0.93),
    (ABROAD, "abroad", 0.93),
)


def _phone(found: re.Match[str], reason: str, sure: float, piece: Piece) -> Found:
    if reason == "landline":
        area = found["area"] or f"0{found['abroad']}"
        inner = f" 转 {found['inner']}" if found["inner"] else ""
        number = f"{area}-{_digits(found['number'])}{inner}"
    elif reason == "abroad":
        number = re.sub(r"[\s.()-]+", " ", found[1]).strip()
    else:
        number = _digits(found[1])
    return Found("phone", number, reason, sure * piece.score)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
