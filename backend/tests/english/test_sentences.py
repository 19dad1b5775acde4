"""Everything the server says to a person can be said in English."""

import json
import re

import pytest

from keliu.kit import language
from keliu.radar.rules import kinds
from tests.english import sentences


@pytest.fixture(scope="module")
def known() -> dict[str, str]:
    return language.catalogue()


@pytest.fixture(scope="module")
def written() -> dict[str, set[str]]:
    return sentences.found()


def test_every_sentence_has_english(written: dict[str, set[str]], known: dict[str, str]) -> None:
    missing = {name: sorted(said - set(known)) for name, said in written.items()}
    missing = {name: said for name, said in missing.items() if said}
    assert not missing, f"add to keliu/locale/en/<context>.json: {missing}"


def test_the_walk_finds_what_is_said(written: dict[str, set[str]]) -> None:
    """A message, a field's sentence, a hole, a constant, one given to a helper, a kept reason."""
    assert "内容刚被别人改过,请看过最新的再保存" in written["kit"]
    assert "两个阶段不能同名" in written["sales"]
    assert "不能交给{1},不在你的权限范围里" in written["sales"]
    assert "图片没有找到,请重新上传" in written["catalog"]
    assert "规格第 {1} 行:{2}" in written["catalog"]
    assert "库存“{1}”要是整数,不计数写“不计”" in written["catalog"]
    assert "和第 {1} 行重复,只导入那一行" in written["kinds"]
    assert "{1}评论了你在{2}的跟进" in written["interactions"]
    assert sum(map(len, written.values())) > 900


def test_holes_agree(known: dict[str, str]) -> None:
    for chinese, english in known.items():
        holes = set(language.HOLE.findall(chinese))
        assert holes == set(language.HOLE.findall(english)), chinese


def test_english_is_english(known: dict[str, str]) -> None:
    """But for what is typed in Chinese: example addresses, and words of a table."""
    as_typed = re.compile("“[^”]*”|是|否|不计|价格")
    for english in known.values():
        assert not language.HAN.search(as_typed.sub("", english)), english
        assert not re.search("[\u3000-\u303f\uff00-\uffef]", english), english


def test_no_sentence_is_said_in_two_ways() -> None:
    once: dict[str, str] = {}
    for path in language.HOME.glob("*.json"):
        for chinese, english in json.loads(path.read_text(encoding="utf-8")).items():
            assert once.setdefault(chinese, english) == english, chinese


def test_alerts_of_contacts_have_english() -> None:
    """Their titles are put together from the radar's dictionary, which the walk can not see."""
    for kind in kinds.KINDS.values():
        if kind.line == kinds.CONTACT:
            assert not language.HAN.search(language.english(f"Ann {kind.does}")), kind.name


def filled(said: str, holes: dict[str, str]) -> str:
    return language.HOLE.sub(lambda hole: holes[hole[1]], said)


def test_each_shape_is_told_from_the_others(known: dict[str, str]) -> None:
    """Filled with numbers, a sentence comes out as its own English and no other's."""
    for chinese, english in known.items():
        holes = {name: str(71 + at) for at, name in enumerate(language.HOLE.findall(chinese))}
        spoken, expected = filled(chinese, holes), filled(english, holes)
        if not re.search(r"\}\{", chinese):  # two holes that touch can not be told apart
            assert language.english(spoken) == language.counted(expected), chinese


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("最多 1 张图片", "At most 1 picture"),
        ("最多 9 张图片", "At most 9 pictures"),
        ("规格第 3 行:“甲”不是价格", "Variants, line 3: “甲” is not a price"),
        ("合同 HT-1 现在是“执行中”,不能这样操作",
         "The contract HT-1 is “running” now; that cannot be done"),
        ("手机号少了几位,请检查;邮箱写法不对,请检查",
         "The phone number has too few digits; check it; This is not an e-mail address; check it"),
        ("你的角色不能看或不能改:手机号、备注。请找老板或管理员开通",
         "Your role may not see or change: Phone number, Note. Ask the owner or an administrator"),
        ("王芳说明天再来", "王芳说明天再来"),
    ],
)  # fmt: skip
def test_examples(chinese: str, english: str) -> None:
    assert language.english(chinese) == english


@pytest.mark.parametrize(
    ("header", "language_of"),
    [("", "zh"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
     ("fr,en;q=0.5", "en"), ("de", "zh"), ("en;q=0.3,zh;q=0.7", "zh"), ("en;q=x", "zh")],
)  # fmt: skip
def test_the_reader_chooses(header: str, language_of: str) -> None:
    assert language.chosen(header) == language_of
