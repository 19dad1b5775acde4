"""Phrases: one list for the whole merchant, kept by who may change settings."""

import pytest

from keliu.interactions.models import Phrase
from tests.cast import Api, World


def texts(api: Api) -> list[str]:
    status, body = api.get("/phrases")
    assert status == 200, body
    return [one["text"] for one in body["items"]]


def test_the_boss_keeps_the_list_and_everybody_uses_it(far_sail: World) -> None:
    boss = far_sail.api("王总")
    first = boss.post("/phrases", {"text": "没接电话"})[1]
    second = boss.post("/phrases", {"text": "已发资料"})[1]
    assert texts(far_sail.api("小李")) == ["没接电话", "已发资料"]
    order = {"ids": [second["id"], first["id"]]}
    assert boss.call("PUT", "/phrases/order", order)[0] == 200
    assert texts(far_sail.api("小李")) == ["已发资料", "没接电话"]
    changed = boss.patch(f"/phrases/{first['id']}", {"text": "电话没接", "version": 1})
    assert (changed[0], changed[1]["text"]) == (200, "电话没接")
    assert boss.delete(f"/phrases/{second['id']}")[0] == 204
    assert texts(far_sail.api("小李")) == ["电话没接"]


def test_the_same_words_are_kept_once(far_sail: World) -> None:
    boss = far_sail.api("王总")
    boss.post("/phrases", {"text": "没接电话"})
    status, body = boss.post("/phrases", {"text": "没接电话"})
    assert (status, body["code"]) == (422, "phrase_taken")


def test_an_order_that_misses_one_is_refused(far_sail: World) -> None:
    boss = far_sail.api("王总")
    first = boss.post("/phrases", {"text": "没接电话"})[1]
    boss.post("/phrases", {"text": "已发资料"})
    assert boss.call("PUT", "/phrases/order", {"ids": [first["id"]]})[0] == 422
    assert texts(boss) == ["没接电话", "已发资料"]


@pytest.mark.parametrize("who", ["小李", "周经理", "小吴"])
def test_others_only_read(far_sail: World, who: str) -> None:
    assert far_sail.api(who).post("/phrases", {"text": "我的话"})[0] == 403
    with far_sail.inside():
        assert not Phrase.objects.exists()
