"""Which rule answers: the law alone, and held against a second, simpler telling of it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keliu.conversations.rules import answers, matching
from keliu.conversations.rules.matching import Heard, Rule, decide, in_window
from keliu.conversations.rules.reserved import reserved
from keliu.conversations.rules.words import Word, compiled, expression_problem, fold

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)  # a Monday


def heard(text: str = "", kind: str = "text", key: str = "", at: datetime = NOON) -> Heard:
    return Heard(kind, text, key, account_id=1, at=at)


@pytest.mark.parametrize(
    ("word", "match", "said", "meets"),
    [
        ("价格", "contains", "请问价格多少", True),
        ("价格", "contains", "请问多少钱", False),
        ("vip", "contains", "ＶＩＰ 有什么好处", True),
        ("ＶＩＰ", "contains", "vip", True),
        ("价格", "exact", "  价格 ", True),
        ("价格", "exact", "价格?", False),
        ("１２３", "exact", "123", True),
        ("straße", "exact", "STRASSE", True),
        ("", "contains", "什么都行", False),
        (r"\d{11}", "regex", "我的号码 １３８００００１１１１", True),
        (r"^(价格|多少钱)", "regex", "多少钱啊", True),
        (r"^价格", "regex", "请问价格", False),
        ("VIP", "regex", "vip", True),
    ],
)
def test_words_meet_sentences(word: str, match: str, said: str, meets: bool) -> None:  # noqa: FBT001  a table
    assert Word(word, match).meets(fold(said)) is meets


@pytest.mark.parametrize("pattern", ["(", r"(?=价)", r"(.)\1", "[z-a]", "x" * 300, ".*", ""])
def test_expressions_that_are_no_good_say_why(pattern: str) -> None:
    assert expression_problem(pattern)


def test_an_expression_made_to_take_long_ends_at_once() -> None:
    assert expression_problem("(a+)+$") == ""
    assert not Word("(a+)+$", "regex").meets("a" * 4_000 + "!")
    assert compiled("(a+)+$") is compiled("(a+)+$")


def test_an_expression_nobody_can_read_never_meets() -> None:
    assert not Word("(", "regex").meets("(")


def test_the_first_of_the_list_answers_and_the_others_say_why() -> None:
    rules = [
        Rule(1, "keyword", (Word("价格"),), enabled=False),
        Rule(2, "keyword", (Word("发票"),)),
        Rule(3, "keyword", (Word("价格"),), account_id=2),
        Rule(4, "keyword", (Word("多少"), Word("价格"))),
        Rule(5, "keyword", (Word("价格"),)),
        Rule(6, "default"),
        Rule(7, "welcome"),
    ]
    verdict = decide(rules, heard("请问价格多少"))
    assert verdict.chosen is rules[3]
    assert dict(verdict.reasons) == {
        1: "off", 2: "words", 3: "account", 4: "chosen", 5: "later", 6: "later", 7: "kind",
    }  # fmt: skip


def test_the_default_answers_what_no_word_meets_and_pictures() -> None:
    rules = [Rule(1, "default"), Rule(2, "keyword", (Word("价格"),))]
    assert decide(rules, heard("你们几点开门")).chosen is rules[0]
    assert decide(rules, heard("价格")).chosen is rules[1]
    assert decide(rules, heard(kind="image")).chosen is rules[0]
    assert decide(rules, heard("价格", kind="voice")).chosen is rules[1]
    assert decide(rules, heard(kind="other")).chosen is None


def test_a_code_has_its_own_welcome() -> None:
    rules = [
        Rule(1, "welcome"),
        Rule(2, "welcome", keys=("fair",)),
        Rule(3, "menu", keys=("fair",)),
    ]
    assert decide(rules, heard(kind="follow", key="fair")).chosen is rules[1]
    assert decide(rules, heard(kind="follow", key="shop")).chosen is rules[0]
    assert decide(rules, heard(kind="follow")).chosen is rules[0]
    assert decide(rules, heard(kind="scan", key="fair")).chosen is rules[1]
    assert decide(rules, heard(kind="scan", key="shop")).chosen is None
    assert decide(rules, heard(kind="click", key="fair")).chosen is rules[2]
    assert decide(rules, heard(kind="enter")).chosen is rules[0]


def test_hours_over_midnight_belong_to_the_day_they_begin_on() -> None:
    night = Rule(1, "default", days=(5,), from_minute=22 * 60, to_minute=6 * 60)  # Fridays
    friday = datetime(2026, 11, 27, 23, 0, tzinfo=UTC)
    assert in_window(night, friday) == ""
    assert in_window(night, friday + timedelta(hours=6)) == ""  # Saturday 05:00
    assert in_window(night, friday - timedelta(hours=18)) == "day"  # Friday 05:00 is Thursday's
    assert in_window(night, friday + timedelta(hours=13)) == "time"


def test_while_a_default_cools_down_nobody_answers_in_its_place() -> None:
    rules = [Rule(1, "default", cooldown=60), Rule(2, "default")]
    verdict = decide(rules, heard("在吗"), cooling=lambda rule: rule.id == 1)
    assert verdict.chosen is None
    assert dict(verdict.reasons) == {1: "cooling", 2: "later"}


def test_nobody_takes_a_turn_of_a_rule_that_does_not_answer() -> None:
    asked: list[int] = []

    def cooling(rule: Rule) -> bool:
        asked.append(rule.id)
        return False

    rules = [Rule(1, "keyword", (Word("价格"),), cooldown=60), Rule(2, "default", cooldown=60)]
    decide(rules, heard("价格"), cooling=cooling)
    assert asked == [1]


def test_one_of_several_answers_or_all_of_them() -> None:
    assert matching.picked([1, 2, 3], "all", lambda many: 0) == [1, 2, 3]
    assert matching.picked([1, 2, 3], "random", lambda many: many - 1) == [3]
    assert matching.picked([1], "random", lambda many: 5) == [1]


@pytest.mark.parametrize(
    ("text", "word"),
    [("退订", "stop"), (" td ", "stop"), ("ＴＤ", "stop"), ("恢复订阅", "start"), ("我要退订", "")],
)
def test_reserved_words_are_whole_messages(text: str, word: str) -> None:
    assert reserved(text) == word


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"kind": "text", "text": "您好"}, ""),
        ({"kind": "text", "text": ""}, "请写回复的文字"),
        ({"kind": "text", "text": "价" * 683}, "文字太长"),
        ({"kind": "image"}, "请上传文件"),
        ({"kind": "news", "articles": [{"title": "价目表", "url": "javascript:1"}]}, "网址"),
        ({"kind": "news", "articles": [{"title": "价目表", "url": "https://a.cn/p"}]}, ""),
        ({"kind": "video", "file_id": "1"}, "封面"),
        ({"kind": "service"}, ""),
        ({"kind": "mini_program", "title": "名片", "appid": "wx1"}, "页面路径"),
        ({"kind": "sticker"}, "没有这种回复"),
    ],
)
def test_answers_say_what_they_lack(answer: dict[str, object], said: str) -> None:
    assert said in answers.problem(answer)
    assert bool(said) == bool(answers.problem(answer))


# ------------------------------------------------------------- against a second telling

SYLLABLES = ["价格", "发票", "ＶＩＰ", "vip", " ", "多少", "A"]
SAID = st.lists(st.sampled_from(SYLLABLES), max_size=4).map("".join)
RULES = st.builds(
    Rule,
    id=st.integers(1, 40),
    kind=st.sampled_from(matching.KINDS),
    words=st.lists(
        st.builds(Word, st.sampled_from(SYLLABLES), st.sampled_from(["contains", "exact"])),
        max_size=3,
    ).map(tuple),
    keys=st.sampled_from([(), ("k",), ("j",), ("j", "k")]),
    account_id=st.sampled_from([None, 1, 2]),
    enabled=st.booleans(),
    days=st.sampled_from([(), (1,), (1, 2), (6, 7)]),
    from_minute=st.none() | st.integers(0, 1439),
    to_minute=st.none() | st.integers(0, 1439),
    cooldown=st.sampled_from([0, 0, 30]),
)
WHATS = ["text", "image", "voice", "follow", "scan", "click", "enter", "other"]


def _meant(rule: Rule, said: Heard) -> int:
    """How well a rule suits what was said: 2 names it, 1 is for everybody, 0 does not suit."""
    same = said.text.replace("ＶＩＰ", "vip").lower().strip()

    def met(word: Word) -> bool:
        mine = word.text.replace("ＶＩＰ", "vip").lower().strip()
        tidy = " ".join(same.split())
        return mine != "" and (mine == tidy if word.match == "exact" else mine in tidy)

    message = said.kind in {"text", "image", "voice"}
    if rule.kind == "keyword":
        return 2 if message and any(map(met, rule.words)) else 0
    if rule.kind == "default":
        return 1 if message else 0
    named = said.key in rule.keys
    if rule.kind == "menu":
        return 2 if said.kind == "click" and named else 0
    if said.kind in {"follow", "scan"} and said.key and named:
        return 2
    return 1 if said.kind in {"follow", "enter"} and not rule.keys else 0


def _open(rule: Rule, at: datetime) -> bool:
    """Whether the moment is inside, minute by minute from each of the last two days."""
    if rule.from_minute is None or rule.to_minute is None or rule.from_minute == rule.to_minute:
        return not rule.days or at.isoweekday() in rule.days
    long = (rule.to_minute - rule.from_minute) % 1440
    for back in (0, 1):
        day = at.replace(hour=0, minute=0) - timedelta(days=back)
        start = day + timedelta(minutes=rule.from_minute)
        if start <= at < start + timedelta(minutes=long):
            return not rule.days or day.isoweekday() in rule.days
    return False


@settings(max_examples=400, deadline=None)
@given(
    rules=st.lists(RULES, max_size=8, unique_by=lambda rule: rule.id),
    what=st.sampled_from(WHATS),
    text=SAID,
    key=st.sampled_from(["", "k", "j"]),
    minutes=st.integers(0, 7 * 1440 - 1),
    cool=st.sets(st.integers(1, 40)),
)
def test_decisions_are_what_a_simpler_telling_says(
    rules: list[Rule], what: str, text: str, key: str, minutes: int, cool: set[int]
) -> None:
    text = text if what in {"text", "voice"} else ""
    said = Heard(what, text, key, 1, NOON.replace(hour=0) + timedelta(minutes=minutes))
    able = [
        rule
        for rule in rules
        if rule.enabled and rule.account_id in {None, 1} and _open(rule, said.at)
        and _meant(rule, said)
    ]  # fmt: skip
    best = max(able, key=lambda rule: (_meant(rule, said), -rules.index(rule)), default=None)
    silent = best is not None and bool(best.cooldown) and best.id in cool
    verdict = decide(rules, said, cooling=lambda rule: rule.id in cool)
    assert verdict.chosen == (None if silent else best)
    assert [one for one, _ in verdict.reasons] == [rule.id for rule in rules]
    told = [one for one, why in verdict.reasons if why in {"chosen", "cooling"}]
    assert told == ([best.id] if best else [])
