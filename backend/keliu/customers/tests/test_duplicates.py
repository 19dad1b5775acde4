"""Who may be meant already: hints before saving, pairs found, and decisions about them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.customers import public
from keliu.customers.models import Customer, DuplicatePair
from keliu.customers.rules import duplicates as law
from keliu.customers.rules.duplicates import Face
from keliu.customers.services.duplicates import scan
from keliu.customers.services.identities import made
from keliu.customers.tests.factories import add
from tests.cast import Api, World


def face(number: int, name: str, **more: Any) -> Face:
    kind = more.get("kind", "person")
    return Face(number, name, law.match_key(kind, name), **more)


def codes(a: Face, b: Face) -> list[str]:
    return [one.code for one in law.signs(a, b)]


def test_the_law_of_being_alike() -> None:
    assert codes(face(1, "张三"), face(2, "张三")) == []  # a name alone says nothing
    far = {"company": "上海恒信贸易有限公司"}
    assert codes(face(1, "张三", **far), face(2, "张三", company="恒信贸易")) == ["name_company"]
    assert codes(face(1, "李娜", **far), face(2, "李那", **far)) == ["sound_company"]
    assert codes(face(1, "张三", region="上海"), face(2, "张三", region="上海")) == ["name_region"]
    tail = {"phone_masked": "138****0001"}
    assert codes(face(1, "张三", **tail), face(2, "张 三", **tail)) == ["name_tail"]
    number = {"phones": frozenset([b"1"])}
    assert codes(face(1, "张三", **number), face(2, "李四", **number)) == ["phone"]
    assert codes(face(1, "王女士", region="上海"), face(2, "王女士", region="上海")) == []
    company = {"kind": "company"}
    assert codes(
        face(1, "杭州恒信贸易有限公司", **company), face(2, "恒信贸易集团", **company)
    ) == ["company_name"]
    assert codes(face(1, "恒信", **company), face(2, "恒信")) == []


def test_more_reasons_weigh_more_and_never_over_a_hundred() -> None:
    both = law.signs(
        face(1, "张三", company="恒信", phones=frozenset([b"1"])),
        face(2, "张三", company="恒信", phones=frozenset([b"1"])),
    )
    assert law.strength(both) == 100
    assert law.level(law.strength(both)) == "sure"
    assert law.strength([]) == 0
    assert law.company_core("上海恒信贸易有限公司") == "恒信贸易"
    assert law.company_core("上海有限公司") == "上海"


@pytest.fixture
def known(far_sail: World) -> World:
    li, zhao = far_sail.api("小李"), far_sail.api("小赵")
    add(li, "张伟", phone="13812345678", company="上海恒信贸易有限公司", email="Zhang@far.cn")
    add(zhao, "张威", company="恒信贸易")
    add(zhao, "恒信贸易有限公司", kind="company")
    add(li, "恒信贸易", kind="company")
    return far_sail


def hint(api: Api, **asked: str) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    status, body = api.get(f"/customers/duplicates?{query}")
    assert status == 200, body
    return list(body["items"])


def told(items: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    return [(one["name"], [reason["code"] for reason in one["reasons"]]) for one in items]


def test_the_hint_names_only_whom_one_may_see(known: World) -> None:
    asked = {"name": "张伟", "phone": "138-1234-5678"}
    mine = hint(known.api("小李"), **asked)
    assert told(mine) == [("张伟", ["phone", "name_tail"])]
    assert mine[0]["customer"] is not None
    other = hint(known.api("小孙"), **asked)
    assert told(other) == [("同事的客户", ["phone", "name_tail"])]
    assert (other[0]["customer"], other[0]["subtitle"]) == (None, "")
    assert told(hint(known.api("小李"), email="zhang@FAR.cn")) == [("张伟", ["email"])]
    assert hint(known.api("小李"), name="张") == []
    assert hint(known.api("小李"), phone="1") == []


def test_a_contact_s_number_leads_to_the_company(known: World) -> None:
    api = known.api("小李")
    firm = api.get("/customers/search?q=恒信贸易")[1]["items"][0]["id"]
    api.post(f"/customers/{firm}/contacts", {"name": "钱助理", "phone": "13700000009"})
    (found,) = hint(api, phone="13700000009")
    assert (found["customer"]["id"], found["subtitle"]) == (firm, "联系人 钱助理")
    assert found["reasons"][0]["code"] == "contact"


def test_many_rows_cost_no_more_statements(known: World) -> None:
    def cost(count: int) -> int:
        rows = [{"name": "张伟", "phone": f"138123456{at:02}", "company": "恒信贸易"}
                for at in range(count)]  # fmt: skip
        with known.inside(), CaptureQueriesContext(connection) as seen:
            assert len(public.duplicates_of_many(rows)) == count
        return len(seen)

    assert cost(1) == cost(1)
    assert cost(30) - cost(1) <= 30  # contacts are asked for by number; the rest is fixed


def test_the_search_finds_pairs_once_and_keeps_decisions(known: World) -> None:
    with known.inside():
        scan.begin(whole=True)
        done = scan.to_the_end(most=2)
        assert (done.looked, done.found, done.running) == (4, 2, False)
    boss = known.api("王总")
    _, body = boss.get("/duplicates?total=true")
    assert body["total"] == 2
    assert [[reason["code"] for reason in row["reasons"]] for row in body["items"]] == [
        ["company_name"], ["sound_company"],
    ]  # fmt: skip
    first = body["items"][0]
    assert boss.post(f"/duplicates/{first['id']}/dismiss")[1]["state"] == "dismissed"
    assert boss.post(f"/duplicates/{first['id']}/dismiss")[1]["code"] == "pair_decided"
    with known.inside():
        scan.begin(whole=True)
        assert scan.to_the_end().found == 0
    assert boss.get("/duplicates?total=true")[1]["total"] == 1
    assert boss.post(f"/duplicates/{first['id']}/reopen")[1]["state"] == "open"


def test_pairs_are_shown_by_reach(known: World) -> None:
    with known.inside():
        scan.begin(whole=True)
        scan.to_the_end()
    _, body = known.api("小李").get("/duplicates")
    sides = [{row["low"]["name"], row["high"]["name"]} for row in body["items"]]
    assert all("同事的客户" in both for both in sides)
    assert {row["low"]["mergeable"] and row["high"]["mergeable"] for row in body["items"]} == {
        False
    }
    assert known.api("小孙").get("/duplicates")[1]["items"] == []
    assert known.api("小吴").get("/duplicates")[0] == 403


def test_only_what_changed_is_looked_at_again(known: World) -> None:
    with known.inside():
        scan.begin(whole=True)
        scan.to_the_end()
        old = Customer.objects.get(name="张威")
        Customer.objects.exclude(pk=old.pk).update(updated_at="2020-01-01T00:00:00Z")
    api = known.api("小赵")
    api.patch(f"/customers/{old.pk}", {"name": "王五", "version": 1})
    with known.inside():
        scan.begin(whole=False)
        done = scan.to_the_end()
        assert done.looked == 1
        assert DuplicatePair.objects.filter(state="open").count() == 1  # the other pair is gone


def test_rows_from_before_get_their_keys(known: World) -> None:
    with known.inside():
        Customer.objects.update(match_key="", email_index=None)
        scan.begin(whole=True)
        scan.to_the_end()
        assert not Customer.objects.filter(match_key="").exists()
        assert Customer.objects.filter(email_index__isnull=False).count() == 1
        assert DuplicatePair.objects.count() == 2


def test_the_pair_list_costs_the_same_with_thirty_pairs(known: World) -> None:
    boss = known.api("王总")

    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert boss.get("/duplicates?limit=50")[0] == 200
        return len(seen)

    with known.inside():
        scan.begin(whole=True)
        scan.to_the_end()
    few = cost()
    for at in range(8):
        add(boss, "孙大圣", company="花果山", note=str(at))
    with known.inside():
        scan.begin(whole=True)
        scan.to_the_end()
    assert len(boss.get("/duplicates?limit=50")[1]["items"]) == 30
    assert cost() == few


def test_further_numbers_find_and_refuse(known: World) -> None:
    api = known.api("小李")
    mine = api.get("/customers/search?q=5678")[1]["items"][0]["id"]
    other = add(api, "李四", phone="13900001111")["id"]
    path = f"/customers/{mine}/identities"
    status, body = api.post(path, {"kind": "phone", "value": "137 0000 2222"})
    assert (status, body["masked"]) == (200, "137****2222")
    assert api.get("/customers/search?q=2222")[1]["items"][0]["id"] == mine
    assert api.post(path, {"kind": "phone", "value": "13900001111"})[1]["code"] == "phone_taken"
    taken = api.post(f"/customers/{other}/identities", {"kind": "phone", "value": "13700002222"})
    assert (taken[0], taken[1]["code"]) == (409, "identity_taken")
    assert told(hint(api, phone="13700002222")) == [("张伟", ["phone"])]
    assert api.post(f"/identities/{body['id']}/reveal")[1] == {"phone": "13700002222"}
    assert known.api("小孙").delete(f"/identities/{body['id']}")[0] == 404
    assert api.delete(f"/identities/{body['id']}")[0] == 204
    assert api.get("/customers/search?q=2222")[1]["items"] == []


def test_taking_wechat_off_ends_the_visitor_s_sessions(known: World) -> None:
    from keliu.accounts.models import Session
    from keliu.accounts.public import Device, visitor_session

    api = known.api("小李")
    mine = int(api.get("/customers/search?q=5678")[1]["items"][0]["id"])
    with known.inside():
        row = made(mine, "openid", "o-abcdefghijkl", "wx1")
        row.save(force_insert=True)
        visitor_session(
            merchant_id=known.merchant.pk, customer_id=mine, name="张伟", device=Device("", "t")
        )
    listed = api.get(f"/customers/{mine}/identities")[1]["items"]
    assert [one["masked"] for one in listed] == ["o-ab…ijkl"]
    assert api.delete(f"/identities/{row.pk}")[0] == 204
    assert not Session.objects.filter(customer_id=mine).exists()
