"""Our law about menus and WeChat's, as the box has it, agree: what we publish is not refused."""

from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from keliu.box.oa.menus import Menus
from keliu.box.store import Store
from keliu.wechat.menus import wire
from keliu.wechat.menus.shape import NEEDS, Button, Content, Variant, problems

TEXTS = st.text("a看 ", max_size=22)
URLS = st.sampled_from(["", "a.cn", "ftp://a.cn"] + [f"https://{one}.cn/x" for one in "abcd"])
FIELDS: dict[str, Any] = {
    "name": TEXTS, "type": st.sampled_from([*NEEDS, "", "fly"]), "key": TEXTS, "url": URLS,
    "appid": st.sampled_from(["", "wx1", "x"]), "pagepath": TEXTS, "media_id": TEXTS,
    "article_id": TEXTS,
}  # fmt: skip
GOOD: dict[str, Any] = {**FIELDS, "name": st.sampled_from(["看", "五个字正好"]),
                        "type": st.sampled_from(sorted(NEEDS)), "key": st.just("k"),
                        "url": st.sampled_from(["https://a.cn", "https://b.cn", "http://c.cn"]),
                        "appid": st.just("wx1"), "pagepath": st.just("p"),
                        "media_id": st.just("m"), "article_id": st.just("a")}  # fmt: skip


def rows(fields: dict[str, Any]) -> Any:
    leaf = st.builds(Button, **fields)
    below = st.lists(leaf, max_size=6).map(tuple)
    return st.lists(st.builds(Button, **fields, sub=below), max_size=4).map(tuple)


def contents(fields: dict[str, Any]) -> Any:
    tag, client = st.sampled_from([None, 100]), st.sampled_from([None, 1, 3, 4])
    variant = st.builds(Variant, tag_id=tag, client=client, buttons=rows(fields))
    return st.builds(Content, rows(fields), st.lists(variant, max_size=3).map(tuple))


@pytest.fixture(scope="module")
def menus(tmp_path_factory: pytest.TempPathFactory) -> Menus:
    folder: Path = tmp_path_factory.mktemp("box")
    return Menus(Store(folder / "box.db"))


@given(content=st.one_of(contents(GOOD), contents(FIELDS)))
def test_what_has_no_problems_is_taken(menus: Menus, content: Content) -> None:
    if problems(content):
        return
    menus.clear("wx1")
    menus.create("wx1", wire.sent(content.buttons))
    for variant in reversed(content.variants):
        menus.add("wx1", wire.sent_variant(variant))
    answer = {"menu": menus.default("wx1"), "conditionalmenu": menus.conditional("wx1")}
    again = wire.content_of(answer)
    assert wire.sent(again.buttons) == wire.sent(content.buttons)
    assert [wire.sent_variant(one) for one in again.variants] == [
        wire.sent_variant(one) for one in content.variants
    ]
