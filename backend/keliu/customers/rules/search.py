"""What a query hits in a name, and how well."""

from keliu.kit import words

TAIL_DIGITS, WINDOW = 4, 4
# Ranks, best first: the whole name, its beginning, inside, its sound, its initials, other words
# (company, position), the number.
EXACT, FIRST, INSIDE, SOUND, INITIALS, WORDS, NUMBER = range(7)
Spans = list[tuple[int, int]]


def phone_windows(digits: str) -> list[str]:
    """The pieces of a number that a query of four or more digits is matched against."""
    return [digits[at : at + WINDOW] for at in range(len(digits) - WINDOW + 1)]


def _syllables(name: str) -> list[tuple[str, int]]:
    """The reading of every Chinese character of a name, with its place."""
    found: list[tuple[str, int]] = []
    for run in words.HAN.finditer(name):
        readings = words.pinyin_key(run.group()).split(" ")
        if len(readings) == len(run.group()):
            found += [(reading, run.start() + at) for at, reading in enumerate(readings)]
    return found


def _by_pinyin(name: str, q: str) -> tuple[int, Spans]:
    """How a name is spelled by `q` (SOUND, INITIALS), and which characters."""
    syllables = _syllables(name)
    for start in range(len(syllables)):
        initials = full = ""
        for reading, place in syllables[start:]:
            initials, full = initials + reading[0], full + reading
            if q in {initials, full}:
                rank = SOUND if q == full else INITIALS
                return rank, [(syllables[start][1], place + 1)]
    return WORDS, []


def rated(name: str, query: str, *, number: bool = False) -> tuple[int, Spans]:
    """How well a name answers a query, and which ranges of it; `number`: it looks like digits."""
    low, q = name.lower(), query.strip().lower()
    at = low.find(q) if q else -1
    if at >= 0:
        return (EXACT if low == q else FIRST if at == 0 else INSIDE), [(at, at + len(q))]
    spans = highlight(name, query)
    spelled = _by_pinyin(name, q.replace(" ", ""))
    if spelled[1]:
        return spelled
    if spans:
        return INSIDE, spans
    return (NUMBER if number else WORDS), []


def tail_marked(subtitle: str, query: str) -> Spans:
    """What of the line below a name a query hit: words of it, or the last digits of a number."""
    digits = "".join(ch for ch in query if ch.isdigit())
    if len(digits) >= TAIL_DIGITS and not words.HAN.search(query):
        at = subtitle.find(f"*{digits[-TAIL_DIGITS:]}")
        return [(at + 1, at + 1 + TAIL_DIGITS)] if at >= 0 else []
    return highlight(subtitle, query)


def highlight(name: str, query: str) -> Spans:
    """Which ranges of `name` a query hit: itself, else its words, else the characters it spells."""
    low, q = name.lower(), query.strip().lower()
    if not q:
        return []
    at = low.find(q)
    if at >= 0:
        return [(at, at + len(q))]
    places = [(low.find(word), len(word)) for word in words.of_query(q)]
    merged: Spans = []
    for start, size in sorted(place for place in places if place[0] >= 0):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], start + size))
        else:
            merged.append((start, start + size))
    return merged or _by_pinyin(name, q.replace(" ", ""))[1]
