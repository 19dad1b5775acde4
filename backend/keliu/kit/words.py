"""Search words: what a row can be found by, and what a person's query asks for.

Chinese is cut into pairs of characters and into words (rjieba); names also get their pinyin in
full and as initials, with the surname reading beside the common one. All words are lower case.
"""

import functools
import os
import re

# Names are read character by character, so the 50 MB of phrases stay on disk.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")

HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[0-9a-z]+")
# Surnames whose reading differs from the character's common one (Xinhua dictionary).
SURNAMES = {
    "单": "shan", "区": "ou", "仇": "qiu", "解": "xie", "查": "zha", "盖": "ge", "繁": "po",
    "朴": "piao", "尉": "yu", "曾": "zeng", "缪": "miao", "冼": "xian", "翟": "zhai", "覃": "qin",
    "任": "ren", "华": "hua", "纪": "ji", "宁": "ning", "燕": "yan", "乐": "yue", "万": "wan",
}  # fmt: skip
MOST_WORDS = 120


def pairs(text: str) -> list[str]:
    """Overlapping pairs of Chinese characters; a single one stands for itself."""
    found: list[str] = []
    for run in HAN.findall(text):
        found += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    return found


def _spelt(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # dictionaries load with the first word, not at start

    return list(lazy_pinyin(text, style=Style.NORMAL))


@functools.lru_cache(maxsize=8192)
def _syllable(character: str) -> str:
    return _spelt(character)[0]


@functools.lru_cache(maxsize=4096)
def _readings(text: str) -> list[list[str]]:
    plain = [_syllable(one) for one in text] if HAN.fullmatch(text) else _spelt(text)
    surname = SURNAMES.get(text[:1])
    return [plain, [surname, *plain[1:]]] if surname and plain[:1] != [surname] else [plain]


def pinyin_key(text: str) -> str:
    """What sorts Chinese names as people expect: pinyin with the surname's reading."""
    return " ".join(_readings(text.strip())[-1]).lower()[:80]


def of_name(name: str) -> list[str]:
    """Words of a person's or company's name, pinyin prefixes included."""
    found = of_text(name)
    for run in HAN.findall(name)[:3]:
        for reading in _readings(run[:8]):
            initials = "".join(part[0] for part in reading)
            found += [initials, "".join(reading), *reading]
            found += [initials[:size] for size in range(2, len(initials))]
            found += ["".join(reading[:size]) for size in range(2, len(reading))]
    return found


def of_text(text: str) -> list[str]:
    """Words of running text."""
    import rjieba  # as above

    low = text.lower()
    words = [word for word in rjieba.cut(low) if len(word) > 1 and HAN.fullmatch(word)]
    return pairs(low) + words + LATIN.findall(low)


def distinct(words: list[str]) -> list[str]:
    """Each word once, shortest useful set, at most MOST_WORDS."""
    return list(dict.fromkeys(word for word in words if word))[:MOST_WORDS]


def of_query(text: str) -> list[str]:
    """Words that a row must all have: pairs for Chinese, runs for Latin and digits."""
    low = text.lower().strip()
    return distinct(pairs(low) + LATIN.findall(low))
