"""Lists of leads: filters, pages, a constant number of queries, and what each person sees."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.kit import clock
from keliu.sales.models import Lead
from keliu.sales.tests.lead_cast import add, form
from tests.cast import World, company


@pytest.fixture
def far_sail(db: None) -> World:
    return company()


def names(world: World, query: str, by: str = "王总") -> list[str]:
    status, page = world.api(by).get(f"/leads?{query}")
    assert status == 200, page
    return [lead["name"] for lead in page["items"]]


def fill(world: World, count: int) -> None:
    staff = world.staff["小李"]
    with world.inside():
        Lead.objects.bulk_create(
            Lead(name=f"客{n:03}", name_key=f"ke {n:03}", owner=staff,
                 department_id=staff.department_id)
            for n in range(count)
        )  # fmt: skip


@pytest.mark.parametrize("path", ["/leads", "/lead-rules/log", "/lead-forms"])
def test_the_number_of_queries_is_constant(far_sail: World, path: str) -> None:
    counts: list[int] = []
    for _ in range(2):
        for _ in range(len(counts) * 28 + 1):
            if path == "/lead-forms":
                form(far_sail)
            else:
                add(far_sail, by="王总", by_rule=True)
        api = far_sail.api("王总")
        with CaptureQueriesContext(connection) as seen:
            status, page = api.get(path)
        assert status == 200
        counts.append(len(seen))
    assert len(page["items"]) == 30
    assert counts[0] == counts[1]
    assert counts[1] <= {"/leads": 4, "/lead-rules/log": 5, "/lead-forms": 5}[path]


def test_pages_follow_one_another(far_sail: World) -> None:
    fill(far_sail, 7)
    api, seen, cursor = far_sail.api("王总"), list[str](), ""
    for _ in range(4):
        _, page = api.get(f"/leads?limit=2&sort=name{cursor}")
        seen += [lead["name"] for lead in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert seen == [f"客{n:03}" for n in range(7)]


def test_filters_narrow(far_sail: World) -> None:
    add(far_sail, name="热", intent="high", industry="茶")
    add(far_sail, name="冷", intent="low", by="小孙", source="scan")
    gone = add(far_sail, name="废")
    far_sail.api("小李").post(f"/leads/{gone['id']}/discard", {"reason": "空号", "version": 1})
    assert names(far_sail, "intent=high") == ["热"]
    assert names(far_sail, "industry=茶") == ["热"]
    assert names(far_sail, "source=scan") == ["冷"]
    assert names(far_sail, "state=invalid") == ["废"]
    assert set(names(far_sail, "state=open")) == {"热", "冷"}
    assert names(far_sail, f"owner={far_sail.staff['小孙'].pk}") == ["冷"]
    assert names(far_sail, "owner=none") == []
    assert names(far_sail, "owner=rubbish") == []
    low = '{"field":"intent","op":"is","value":"low"}'
    cold = '{"field":"name","op":"has","value":"冷"}'
    asked = f'{{"all":[{low},{cold}]}}'
    assert names(far_sail, f"filter={asked}") == ["冷"]
    assert far_sail.api("王总").get("/leads?filter={")[0] == 422


def test_what_is_due(far_sail: World) -> None:
    lead = add(far_sail, name="该联系")
    add(far_sail, name="没动过")
    with far_sail.inside():
        past = clock.now() - timedelta(days=2)
        Lead.objects.filter(pk=int(lead["id"])).update(next_followup_at=past, state="following")
    assert names(far_sail, "due=overdue", "小李") == ["该联系"]
    assert names(far_sail, "due=new", "小李") == ["没动过"]
    _, counts = far_sail.api("小李").get("/leads/counts")
    assert counts == {"new": 1, "overdue": 1, "today": 0, "unassigned": 0}


def test_each_person_sees_as_far_as_the_role_reaches(far_sail: World) -> None:
    for name in ("小李", "小赵", "小孙"):
        add(far_sail, name=f"{name}的", by=name)
    people = ("小李", "周经理", "王总")
    seen: dict[str, Any] = {who: set(names(far_sail, "", who)) for who in people}
    assert seen["小李"] == {"小李的"}
    assert seen["周经理"] == {"小李的", "小赵的"}
    assert seen["王总"] == {"小李的", "小赵的", "小孙的"}
    assert far_sail.api("小吴").get("/leads")[0] == 403


def test_a_hidden_field_is_empty_in_answers_and_unknown_to_filters(far_sail: World) -> None:
    add(far_sail, company="远洋", phone="13812345678")
    boss = far_sail.api("王总")
    with far_sail.inside():
        role = far_sail.roles["sales"]
        role.refresh_from_db()
    rules = {"lead": {"company": {"right": "none"}, "intent": {"right": "none"}}}
    status, body = boss.patch(f"/roles/{role.pk}", {"fields": rules, "version": role.version})
    assert status == 200, body
    _, page = far_sail.api("小李").get("/leads")
    assert (page["items"][0]["company"], page["items"][0]["intent"]) == ("", "")
    asked = '{"field":"company","op":"is","value":"远洋"}'
    assert far_sail.api("小李").get(f"/leads?filter={asked}")[0] == 422
