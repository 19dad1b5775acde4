"""Saved views: one's own, shared ones, their order, and the filters and counts behind them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.kinds.models import View
from tests import cast
from tests.cast import Api, World

LEVEL_A = {"field": "level", "op": "is", "value": "A"}


@pytest.fixture
def world(db: None) -> World:
    return cast.company()


def save(api: Api, name: str, **more: Any) -> dict[str, Any]:
    status, body = api.post("/kinds/customer/views", {"name": name, "filter": LEVEL_A, **more})
    assert status == 200, body
    return dict(body)


def names(api: Api) -> list[str]:
    status, body = api.get("/kinds/customer/views")
    assert status == 200, body
    return [row["name"] for row in body["items"]]


def test_a_view_keeps_everything_about_a_list(world: World) -> None:
    columns = [{"name": "name", "width": 260}, {"name": "custom.grade", "width": None}]
    saved = save(world.api("小李"), "重点", sort="-score", columns=columns, density="compact")
    found = world.api("小李").get("/kinds/customer/views")[1]["items"]
    assert found == [saved]
    assert (saved["columns"], saved["density"], saved["sort"]) == (columns, "compact", "-score")
    assert (saved["filter"], saved["mine"], saved["shared"]) == (LEVEL_A, True, "nobody")


def test_who_sees_a_view(world: World) -> None:
    east, south = (world.staff[n].department_id for n in ("小李", "小孙"))
    boss = world.api("王总")
    save(boss, "全公司", shared="everyone")
    save(boss, "华东", shared="departments", departments=[str(east)])
    save(boss, "自己的")
    assert names(boss) == ["全公司", "华东", "自己的"]
    assert names(world.api("小李")) == ["全公司", "华东"]
    assert names(world.api("小孙")) == ["全公司"]
    assert east != south


def test_sharing_needs_the_right(world: World) -> None:
    status, body = world.api("小李").post(
        "/kinds/customer/views", {"name": "我的", "shared": "everyone"}
    )
    assert (status, body["permission"]) == (403, "view.share")
    with world.inside():
        assert not View.objects.exists()


def test_a_colleagues_view_is_not_changed_but_saved_as_ones_own(world: World) -> None:
    shared = save(world.api("王总"), "全公司", shared="everyone")
    change = {"name": "改了", "version": shared["version"]}
    status, body = world.api("小李").patch(f"/views/{shared['id']}", change)
    assert (status, body["code"]) == (403, "view_not_yours")
    assert body["detail"] == "这是王总的视图,不能直接改,请另存为自己的视图"
    assert world.api("小李").delete(f"/views/{shared['id']}")[0] == 403
    save(world.api("小李"), "全公司")  # the same name is fine: it is another person's
    assert names(world.api("小李")) == ["全公司", "全公司"]


def test_an_old_version_is_refused_with_what_is_there(world: World) -> None:
    api = world.api("小李")
    saved = save(api, "重点")
    assert api.patch(f"/views/{saved['id']}", {"name": "先改", "version": 1})[0] == 200
    status, body = api.patch(f"/views/{saved['id']}", {"name": "后改", "version": 1})
    assert (status, body["code"], body["current"]["name"]) == (409, "stale", "先改")


def test_two_views_of_one_person_never_have_one_name(world: World) -> None:
    api = world.api("小李")
    save(api, "重点")
    status, body = api.post("/kinds/customer/views", {"name": "重点"})
    assert (status, body["code"]) == (409, "view_name_taken")


def test_a_deleted_view_comes_back(world: World) -> None:
    api = world.api("小李")
    saved = save(api, "重点")
    assert api.delete(f"/views/{saved['id']}")[0] == 204
    assert names(api) == []
    assert world.api("小赵").post(f"/views/{saved['id']}/restore")[0] == 404
    assert api.post(f"/views/{saved['id']}/restore")[0] == 200
    assert names(api) == ["重点"]


def test_everybody_arranges_views_for_themselves(world: World) -> None:
    boss, li = world.api("王总"), world.api("小李")
    one, two = (save(boss, name, shared="everyone")["id"] for name in ("甲", "乙"))
    assert li.call("PUT", "/kinds/customer/views", {"views": [two, one], "opens": two})[0] == 204
    assert names(li) == ["乙", "甲"]
    assert li.get("/kinds/customer/views")[1]["opens"] == two
    assert names(boss) == ["甲", "乙"]
    status, body = li.call("PUT", "/kinds/customer/views", {"views": ["12345"], "opens": None})
    assert (status, body["errors"][0]["field"]) == (422, "views")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"field": "nope", "op": "is", "value": 1}, "没有“nope”这个字段,可能已被删除或你看不到它"),
        ({"field": "level", "op": "lt", "value": "A"}, "“级别”不能用“小于”来比较"),
        ({"field": "level", "op": "is", "value": "Z"}, "“级别”:没有“Z”这个选项"),
        ({"field": "score", "op": "between", "value": [5, 1]}, "“热度分”:范围的开头不能比结尾大"),
        ({"field": "birthday", "op": "is", "value": "昨天"}, "“生日”:日期要写成 2026-11-21 这样"),
        ({"field": "owner", "op": "in", "value": []}, "“负责人”:请至少选一项"),
        ({"field": "phone", "op": "is", "value": "1"}, "“手机号”不能用来筛选"),
        ({"all": [{"any": [{"all": [{"any": [{"not": LEVEL_A}]}]}]}]}, "条件最多套 5 层"),
        ({"all": [LEVEL_A] * 51}, "最多 50 个条件"),
        ({"field": "level", "op": "in", "value": ["A"] * 501}, "“级别”:最多选 500 项"),
        ({"level": "A"}, "没有“None”这个字段,可能已被删除或你看不到它"),
    ],
)
def test_a_wrong_filter_names_the_field_and_the_cause(
    world: World, wrong: dict[str, Any], said: str
) -> None:
    for path, body in (
        ("/kinds/customer/count", {"filter": wrong}),
        ("/kinds/customer/views", {"name": "错", "filter": wrong}),
    ):
        status, answer = world.api("小李").post(path, body)
        assert (status, answer["code"]) == (422, "invalid")
        assert answer["errors"] == [{"field": "filter", "code": "invalid", "message": said}]


def test_counts_and_lists_agree_within_reach(world: World) -> None:
    for name, level in (("甲", "A"), ("乙", "A"), ("丙", "B")):
        assert world.api("小李").post("/customers", {"name": name, "level": level})[0] == 200
    assert world.api("小孙").post("/customers", {"name": "丁", "level": "A"})[0] == 200
    text = '{"field":"level","op":"is","value":"A"}'
    for who, expected in (("小李", 2), ("王总", 3), ("小赵", 0)):
        api = world.api(who)
        assert api.post("/kinds/customer/count", {"filter": LEVEL_A}) == (
            200,
            {"count": expected, "more": False},
        )
        assert api.get(f"/customers?filter={text}&total=true")[1]["total"] == expected
    count = world.api("小李").post("/kinds/customer/count", {"filter": LEVEL_A, "q": "甲"})
    assert count[1]["count"] == 1


def test_a_filter_is_said_in_words(world: World) -> None:
    zhao = str(world.staff["小赵"].pk)
    quiet = {"field": "last_visit_at", "op": "idle_days", "value": 30}
    owned = {"field": "owner", "op": "in", "value": ["me", zhao]}
    both = {"all": [LEVEL_A, quiet, owned]}
    status, body = world.api("小李").post("/kinds/customer/describe", {"filter": both})
    assert status == 200
    assert body["whole"] == {
        "zh": "级别 是 A,并且最近来访 超过 30 天没有(含从未),并且负责人 是 我 或 小赵",
        "en": "Level is A and Last visit not for 30 days, or never and Owner is me or 小赵",
    }
    assert body["parts"][0]["zh"] == "级别 是 A"


def test_a_hidden_field_can_be_neither_filtered_nor_sorted_by(world: World) -> None:
    with world.inside():
        role = world.staff["小李"].role
        role.fields = {"customer": {"score": {"right": "none"}}}
        role.save()
    api = world.api("小李")
    status, body = api.get('/customers?filter={"field":"score","op":"gt","value":1}')
    assert (status, body["errors"][0]["field"]) == (422, "filter")
    assert api.get("/customers?sort=-score")[0] == 422
    known = api.get("/kinds/customer/filter-fields")[1]["fields"]
    assert "score" not in {field["key"] for field in known}


@pytest.mark.parametrize("path", ["/kinds/customer/views", "/kinds/customer/filter-fields"])
def test_the_cost_does_not_grow_with_the_views(world: World, path: str) -> None:
    api = world.api("王总")
    east = str(world.staff["小李"].department_id)
    spent = []
    for start, many in ((0, 1), (1, 30)):
        for number in range(start, many):
            save(api, f"视图{number}", shared="departments", departments=[east])
        with CaptureQueriesContext(connection) as queries:
            assert api.get(path)[0] == 200
        spent.append(len(queries))
    assert spent[0] == spent[1]
