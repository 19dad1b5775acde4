"""What keeps lists and search quick among very many customers, shown among a few."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from keliu.customers.models import Customer
from keliu.customers.selectors import containing
from keliu.kit import words
from keliu.platform import pipeline, sql
from keliu.platform.errors import FilterTooWide
from keliu.platform.pipeline import Question
from tests import cast
from tests.cast import World

NAMES = ["王伟", "王小伟", "李王伟", "王伟业", "赵敏", "钱伟"]
CALL = "(%s::text[], NULL, %s, {reach}, '{{}}', %s, %s)"
REACHES = ("true, '{}', '{}'", "false, '{}', '{}'")


@pytest.fixture
def world(db: None) -> World:
    world = cast.company()
    boss = world.api("王总")
    for at, name in enumerate(NAMES):
        company = f"上海{'远航' if at % 2 else '恒信'}贸易有限公司"
        assert boss.post("/customers", {"name": name, "company": company})[0] == 200
    return world


def found(function: str, reach: str, q: str, key: str) -> list[Any]:
    text = f"SELECT * FROM {function}{CALL.format(reach=reach)}"  # noqa: S608  names of ours
    return sql.rows(text, [words.of_query(q), q, 20, key])


@pytest.mark.parametrize("q", ["王伟", "王", "伟", "上海", "wang", "ww", "远航"])
@pytest.mark.parametrize("reach", REACHES)
def test_common_words_find_the_same_in_the_same_order(world: World, q: str, reach: str) -> None:
    """Two ways to search; among a few customers nothing is left out."""
    with world.inside():
        usual = found("customers_search", reach, q, words.pinyin_key(q))
        common = found("customers_search_common", reach, q, words.pinyin_key(q))
        assert usual == common
        assert bool(usual) == reach.startswith("true")


def test_the_common_way_follows_narrow_reaches(world: World) -> None:
    with world.inside():
        owner = Customer.objects.values_list("owner_id", flat=True).first()
        assert owner is not None
        for reach in (f"false, '{{{owner}}}', '{{}}'", f"false, '{{}}', '{{{owner}}}'"):
            key = words.pinyin_key("王")
            pair = [found(f"customers_search{one}", reach, "王", key) for one in ("", "_common")]
            assert pair[0] == pair[1]


def _asked(world: World, path: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many statements a request sends, hand-made and Django's."""
    sent: list[Question] = []
    real = pipeline.ask

    def heard(link: Any, questions: Sequence[Question]) -> Any:
        sent.extend(questions)
        return real(link, questions)

    monkeypatch.setattr(pipeline, "ask", heard)
    with CaptureQueriesContext(connection) as django_own:
        assert world.api("王总").get(path)[0] == 200
    monkeypatch.undo()
    return len(sent) + len(django_own)


def test_search_asks_as_often_for_one_hit_as_for_thirty(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    boss = world.api("王总")
    for at in range(30):
        assert boss.post("/customers", {"name": f"孙大{'甲乙丙丁戊己庚辛壬癸'[at % 10]}"})[0] == 200
    path = "/customers/search?q="
    _asked(world, f"{path}赵敏", monkeypatch)  # what a process learns once
    one = _asked(world, f"{path}赵敏", monkeypatch)
    assert one == _asked(world, f"{path}孙大", monkeypatch)
    assert one <= 10


def names(world: World, field: str, op: str, value: str) -> list[str]:
    said = {"field": field, "op": op, "value": value}
    status, body = world.api("王总").get(f"/customers?sort=name&filter={quote(json.dumps(said))}")
    assert status == 200, body
    return [row["name"] for row in body["items"]]


@pytest.mark.parametrize("most", [5_000, 1])
def test_contains_is_exact_with_and_without_the_word_index(
    world: World, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(containing, "MOST", most)
    assert names(world, "name", "has", "王伟") == ["李王伟", "王伟", "王伟业"]
    assert names(world, "name", "is", "王伟") == ["王伟"]
    assert names(world, "name", "starts", "王伟") == ["王伟", "王伟业"]
    assert len(names(world, "company", "has", "恒信贸易")) == 3
    assert names(world, "name", "has", "恒信") == []  # only the company is called so
    assert len(names(world, "name", "has_not", "王伟")) == 3
    assert names(world, "name", "has", "不存在的人") == []


def test_a_filter_that_takes_too_long_says_what_helps(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql, "IN_TIME", Question(sql.IN_TIME.text, ["20ms"]))
    slow = ("pg_sleep(1) IS NOT NULL", list[Any]())
    monkeypatch.setattr("keliu.customers.selectors.fast_list.kinds.condition", lambda *_: slow)
    asked = '{"field":"level","op":"is","value":"A"}'
    status, body = world.api("王总").get(f"/customers?filter={quote(asked)}")
    assert (status, body["code"]) == (422, "filter_too_wide")
    assert "再加一个条件" in body["title"]


def test_the_time_limit_is_for_filters_only(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql, "IN_TIME", Question(sql.IN_TIME.text, ["20ms"]))
    with world.inside():
        sql.together([Question("SELECT pg_sleep(0.1)")])
        with pytest.raises(FilterTooWide), transaction.atomic():
            sql.together([Question("SELECT pg_sleep(1)", planned=True)])
