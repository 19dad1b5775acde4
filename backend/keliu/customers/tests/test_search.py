"""Finding people by whatever one remembers of them."""

from typing import Any

import pytest
from django.db import connection

from keliu.customers.models import Customer
from keliu.customers.tests.factories import add
from keliu.platform import sql
from tests.cast import Api, World


@pytest.fixture
def known(far_sail: World) -> World:
    api = far_sail.api("小李")
    add(api, "张伟", phone="13812345678", company="星河科技有限公司")
    add(api, "张伟业", phone="13912340000")
    add(api, "单小明", company="远航贸易")
    add(api, "小张伟")
    add(far_sail.api("小孙"), "张伟的对手", phone="13712349999")
    return far_sail


def names(api: Api, q: str) -> list[str]:
    status, body = api.get(f"/customers/search?q={q}")
    assert status == 200, body
    return [hit["name"] for hit in body["items"]]


def test_the_very_name_comes_first_then_those_that_begin_so(known: World) -> None:
    assert names(known.api("小李"), "张伟") == ["张伟", "张伟业", "小张伟"]


def test_pinyin_and_initials_find_chinese_names(known: World) -> None:
    api = known.api("小李")
    assert names(api, "zhangwei") == ["张伟业", "张伟"]
    assert "张伟" in names(api, "zw")
    assert names(api, "shanxiaoming") == ["单小明"]  # the surname is not read dan
    assert names(api, "sxm") == ["单小明"]


def test_company_and_one_character(known: World) -> None:
    api = known.api("小李")
    assert names(api, "星河") == ["张伟"]
    assert names(api, "远航贸易") == ["单小明"]
    assert names(api, "单") == ["单小明"]


def test_a_piece_of_the_number_is_enough(known: World) -> None:
    api = known.api("小李")
    assert names(api, "5678") == ["张伟"]
    assert set(names(api, "1234")) == {"张伟", "张伟业"}
    assert names(api, "138 1234 5678") == ["张伟"]
    assert names(api, "13812340000") == []
    assert names(api, "123") == []
    _, body = api.get("/customers/search?q=5678")
    assert body["items"][0]["subtitle"] == "星河科技有限公司 · 138****5678"


def test_who_may_not_see_numbers_can_not_try_digits(known: World) -> None:
    service = known.api("小吴")
    assert names(service, "1234") == []  # the middle digits stay hidden
    assert names(service, "5678") == ["张伟"]  # the mask shows these anyway
    assert names(service, "13812345678") == ["张伟"]


def test_search_stays_within_reach(known: World, next_door: World) -> None:
    assert "张伟的对手" not in names(known.api("小李"), "张伟")
    assert "张伟的对手" in names(known.api("王总"), "张伟")
    assert "张伟的对手" not in names(known.api("周经理"), "张伟")
    assert names(next_door.api("老王"), "张伟") == []
    for everything in ("", "%20", "%25", "_", "的", "'"):
        assert names(next_door.api("老王"), everything) == []


def test_the_list_can_be_searched_too(known: World) -> None:
    _, body = known.api("小李").get("/customers?q=张伟&sort=name&total=true")
    assert [row["name"] for row in body["items"]] == ["小张伟", "张伟", "张伟业"]
    assert body["total"] == 3
    assert known.api("小李").get("/customers?q=%25")[1]["items"] == []


def test_search_runs_behind_a_closed_door(known: World) -> None:
    """Owner's rights, a fixed search path, and nobody but the app may call it."""
    with known.inside(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user, pg_get_functiondef('customers_search'::regproc)")
        user, body = cursor.fetchone()
        assert user == "keliu_app"
        assert "SECURITY DEFINER" in body
        assert "SET search_path TO 'pg_catalog', 'public'" in body
        cursor.execute(
            "SELECT has_function_privilege('keliu_relay', oid, 'EXECUTE') FROM pg_proc"
            " WHERE proname IN ('customers_search', 'customers_matching')"
        )
        assert [row[0] for row in cursor.fetchall()] == [False, False]


def test_the_merchant_can_not_be_chosen_by_the_caller(known: World, next_door: World) -> None:
    everything = ["SELECT count(*) FROM customers_search(%s, NULL, '', true, '{}', '{}', '{}', 50)"]
    with known.inside():
        assert sql.one(everything[0], [["张伟"]])[0] == 4
    with next_door.inside():
        assert sql.one(everything[0], [["张伟"]])[0] == 0
    assert sql.one(everything[0], [["张伟"]])[0] == 0  # no merchant, nothing


def test_search_words_keep_numbers_blind(known: World) -> None:
    with known.inside():
        row: Any = Customer.objects.get(name="张伟")
        assert "张伟" in row.search
        assert "zw" in row.search
        assert not any(word.isdigit() for word in row.search)
        assert len([word for word in row.search if word.startswith("#")]) == 9
