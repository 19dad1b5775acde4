"""Whether a sentence holds a word: width and case do not matter, expressions end in linear time."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import re2

CONTAINS, EXACT, REGEX = "contains", "exact", "regex"
MATCHES = (CONTAINS, EXACT, REGEX)
MOST_READ = 4_000  # characters of a message that are looked at
MOST_EXPRESSION = 200
MEMORY = 1 << 20  # bytes an expression may take; larger ones are refused when they are written
BROAD = ("", "你好", "12 345")
"""An expression that finds something in all of these answers everything."""


class Expression(Protocol):
    """A compiled regular expression."""

    def search(self, text: str) -> object | None:
        """Where it is found first."""


@dataclass(frozen=True)
class Word:
    """One word of a rule and how it has to meet the sentence."""

    text: str
    match: str = CONTAINS

    def meets(self, folded: str) -> bool:
        """Whether a folded sentence has this word."""
        if self.match == REGEX:
            found = compiled(self.text)
            return found is not None and found.search(folded) is not None
        mine = fold(self.text)
        return bool(mine) and (mine == folded if self.match == EXACT else mine in folded)


def fold(text: str) -> str:
    """A text without the differences people do not mean: width, case, spaces at the ends."""
    once = unicodedata.normalize("NFKC", text[:MOST_READ]).casefold()
    return " ".join(unicodedata.normalize("NFKC", once).split())


@lru_cache(maxsize=2_000)
def compiled(pattern: str) -> Expression | None:
    """A usable expression, or None for one that can not be read."""
    options = re2.Options()
    options.max_mem, options.case_sensitive, options.log_errors = MEMORY, False, False
    try:
        made: Expression = re2.compile(pattern, options)
    except re2.error:
        return None
    return made


def expression_problem(pattern: str) -> str:
    """Why an expression is no good, in Chinese; empty when it is fine."""
    if len(pattern) > MOST_EXPRESSION:
        return f"正则表达式最多 {MOST_EXPRESSION} 个字符"
    made = compiled(pattern)
    if made is None:
        return "这个正则表达式读不懂,请检查括号和反斜杠;不支持前后查找和反向引用"
    if all(made.search(one) is not None for one in BROAD):
        return "它对任何话都成立;想回答所有的话,请用“默认回复”"
    return ""
