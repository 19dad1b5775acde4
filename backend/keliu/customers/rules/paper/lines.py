"""Lines of a card, cut into pieces where one line says several things."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from keliu.customers.rules.paper import labels

SPACES = re.compile(r"\s+")
EDGES = " \t,,;;::、|/·•・●■◆▪—_-*"
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class Line:
    """One line as a recogniser saw it: its text, its box on the picture, how sure it was."""

    text: str
    left: float = 0
    top: float = 0
    right: float = 0
    bottom: float = 0
    score: float = 1.0


@dataclass(frozen=True)
class Piece:
    """A part of a line that says one thing; `label` is what the card itself calls it."""

    text: str
    label: str
    row: int  # lines from top to bottom
    left: float
    top: float
    height: float
    score: float

    def less(self, *parts: str) -> "Piece":
        """What is left of the piece after some of its text was understood."""
        text = self.text
        for part in parts:
            text = text.replace(part, " ", 1)
        return replace(self, text=tidy(text))


def tidy(text: str) -> str:
    """Full-width forms made ordinary, spaces single, no marks at the edges."""
    plain = unicodedata.normalize("NFKC", text).replace("\u200b", "")
    return SPACES.sub(" ", plain).strip(EDGES)


def in_order(lines: Iterable[Line]) -> list[Line]:
    """From top to bottom; lines of about the same height from left to right."""
    waiting = sorted(lines, key=lambda line: (line.top, line.left))
    ordered: list[Line] = []
    while waiting:
        first = waiting[0]
        middle = (first.top + first.bottom) / 2
        beside = [line for line in waiting if line.top <= middle <= line.bottom or line is first]
        ordered += sorted(beside, key=lambda line: line.left)
        waiting = [line for line in waiting if line not in beside]
    return ordered


def pieces(lines: Sequence[Line]) -> list[Piece]:
    """Every line, cut where a label begins."""
    found = []
    for row, line in enumerate(in_order(lines)):
        plain = SPACES.sub(" ", unicodedata.normalize("NFKC", line.text)).strip()
        for label, text in labels.cut(plain):
            kept = tidy(text)
            if kept:
                height = line.bottom - line.top
                found.append(Piece(kept, label, row, line.left, line.top, height, line.score))
    return found


def han(text: str) -> int:
    """How many Chinese characters a text has."""
    return len(HAN.findall(text))
