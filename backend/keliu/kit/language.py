"""The language of the person who reads.

Everything is written, logged and stored in Chinese. What leaves for somebody who reads English goes
through `say`, which knows each sentence by its Chinese: word for word, or by its shape with holes
(“最多 {1} 张图片”). What fills a hole is said in English too when it is one of our own words. The
English is in `keliu/locale/en`, a file for each context.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar, Token
from functools import cache, lru_cache
from pathlib import Path

CHINESE, ENGLISH = "zh", "en"
HOME = Path(__file__).parents[1] / "locale" / "en"
HOLE = re.compile(r"\{(\w*)\}")
HAN = re.compile("[\u3400-\u9fff]")
DEEPEST = 3  # a sentence in a hole of a sentence in a hole
FEW = 3  # a shape of fewer letters fits by chance: its holes must leave no Chinese
COUNTED = re.compile(r"(?<![\d.,])(\d[\d,]*)((?: [\w-]+)?) ([\w-]+)\((s|y|es)\)")
PLURAL = {"s": ("", "s"), "y": ("y", "ies"), "es": ("", "es")}
_reading: ContextVar[str] = ContextVar("language", default="")


def asked(header: str) -> Token[str]:
    """From here on somebody reads who asked for this: the Accept-Language of a request."""
    return _reading.set(header)


def done(token: Token[str]) -> None:
    """Nobody reads any more."""
    _reading.reset(token)


@contextmanager
def reading(language: str) -> Iterator[None]:
    """Inside, somebody reads this language, whoever asked: mail and notices for one person."""
    token = asked(language)
    try:
        yield
    finally:
        done(token)


def asked_for() -> str | None:
    """The language that the reader's device speaks; None when it did not say."""
    header = _reading.get()
    return chosen(header) if header else None


def current() -> str:
    """The language of the reader; Chinese unless English was asked for first."""
    return chosen(_reading.get())


@lru_cache(maxsize=256)
def chosen(header: str) -> str:
    """The one of our languages that an Accept-Language wants most."""
    best, most = CHINESE, 0.0
    for part in header[:200].lower().split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            wanted = float(weight or 1)
        except ValueError:
            continue
        if name[:2] in {CHINESE, ENGLISH} and wanted > most:
            best, most = name[:2], wanted
    return best


def say(text: str) -> str:
    """A sentence of ours in the reader's language; what is not ours stays as it is."""
    if current() == CHINESE or not HAN.search(text):
        return text
    return english(text)


@lru_cache(maxsize=512)
def english(text: str) -> str:
    """A sentence of ours in English."""
    known = _known(text, 0)
    if known is None and ";" in text:  # the reasons of a refusal, put together
        known = "; ".join(_known(part, 0) or part for part in text.split(";"))
    return counted(known or text)


def counted(text: str) -> str:
    """“1 row(s)” → “1 row”, “2 row(s)” → “2 rows”."""
    said = COUNTED.sub(lambda m: f"{m[1]}{m[2]} {m[3]}{PLURAL[m[4]][m[1] != '1']}", text)
    return said.replace("(s)", "s")


class Shape:
    """A sentence with holes, taken apart: what stands between them, and their names in order."""

    def __init__(self, chinese: str, english: str) -> None:
        self.between = HOLE.split(chinese)[::2]
        self.names = HOLE.findall(chinese)
        self.english = english
        self.letters = sum(len(part) for part in self.between)

    def fits(self, text: str) -> list[str] | None:
        """What fills the holes, when `text` has this shape."""
        first, last = self.between[0], self.between[-1]
        end = len(text) - len(last)
        if not (text.startswith(first) and text.endswith(last)) or end < len(first):
            return None
        at, found = len(first), []
        for part in self.between[1:-1]:
            next_at = text.find(part, at, end)
            if next_at < 0:
                return None
            found.append(text[at:next_at])
            at = next_at + len(part)
        return [*found, text[at:end]]

    def filled(self, holes: list[str]) -> str:
        """The English with its holes filled."""
        given = dict(zip(self.names, holes, strict=True))
        return HOLE.sub(lambda hole: given[hole[1]], self.english)


def catalogue() -> dict[str, str]:
    """Chinese → English, of all contexts."""
    said: dict[str, str] = {}
    for path in sorted(HOME.glob("*.json")):
        said.update(json.loads(path.read_text(encoding="utf-8")))
    return said


@cache
def _sentences() -> tuple[dict[str, str], list[Shape]]:
    said = catalogue()
    shapes = [Shape(one, said[one]) for one in said if HOLE.search(one)]
    return said, sorted(shapes, key=lambda shape: -shape.letters)


def _known(text: str, depth: int) -> str | None:
    whole, shapes = _sentences()
    if text in whole:
        return whole[text]
    for shape in shapes if depth < DEEPEST else ():
        holes = shape.fits(text)
        if holes is None:
            continue
        said = [_in_hole(one, depth + 1) for one in holes]
        if shape.letters >= FEW or not any(HAN.search(one) for one in said):
            return shape.filled(said)
    return None


def _in_hole(text: str, depth: int) -> str:
    """What fills a hole: our own words in English, people's as they are."""
    if not HAN.search(text):
        return text
    if known := _known(text, depth):
        return known
    if "、" in text:
        return ", ".join(_in_hole(part, depth) for part in text.split("、"))
    return text
