"""A lead's life before it is converted: added, changed, followed up, discarded, taken away."""

from datetime import timedelta

import pytest

from keliu.kit import clock
from keliu.platform.models import AuditEntry
from keliu.sales.models import Lead
from keliu.sales.tests.lead_cast import PHONE, add, row
from tests.cast import World, company


@pytest.fixture
def far_sail(db: None) -> World:
    return company()


def test_a_seller_adds_a_lead_with_sealed_number(far_sail: World) -> None:
    lead = add(far_sail, phone=PHONE, email="zhang@example.com", company="远洋", intent="high",
               size="20-99", region_code="310115")  # fmt: skip
    assert (lead["phone_masked"], lead["email_masked"]) == ("138****5678", "z***@example.com")
    assert (lead["state"], lead["source"], lead["region"]) == ("new", "manual", "上海市浦东新区")
    assert lead["owner"]["name"] == "小李"
    kept = row(far_sail, lead)
    assert PHONE.encode() not in bytes(kept.phone_sealed)
    status, body = far_sail.api("小李").post(f"/leads/{lead['id']}/reveal-phone")
    assert (status, body) == (200, {"phone": PHONE})
    with far_sail.inside():
        assert AuditEntry.objects.filter(action="lead.reveal_phone").count() == 1


def test_the_timeline_tells_who_added_it_and_what_was_said(far_sail: World) -> None:
    lead, api = add(far_sail), far_sail.api("小李")
    text = {"lead_id": lead["id"], "text": "想要报价"}
    assert api.post("/interactions", text)[0] == 200
    status, page = api.get(f"/leads/{lead['id']}/timeline")
    assert status == 200
    assert [line["kind"] for line in page["items"]] == ["followup", "lead"]
    assert page["items"][1]["title"] == "小李新建了线索"
    _, now = api.get(f"/leads/{lead['id']}")
    assert now["state"] == "following"
    assert now["last_followup_at"] is not None
    assert now["version"] == 1  # a follow-up makes nobody's open form stale


def test_a_plan_on_a_lead_sets_its_next_contact(far_sail: World) -> None:
    lead, api = add(far_sail), far_sail.api("小李")
    due = clock.iso(clock.now() + timedelta(days=2))
    status, plan = api.post("/plans", {"lead_id": lead["id"], "due_at": due, "text": "回电"})
    assert (status, plan["lead"]["name"]) == (200, "张阿姨")
    _, now = api.get(f"/leads/{lead['id']}")
    assert now["next_followup_at"] == due


def test_changes_carry_the_version(far_sail: World) -> None:
    lead, api = add(far_sail), far_sail.api("小李")
    path = f"/leads/{lead['id']}"
    status, body = api.patch(path, {"company": "远洋", "version": 1})
    assert (status, body["company"], body["version"]) == (200, "远洋", 2)
    status, body = api.patch(path, {"company": "近海", "version": 1})
    assert (status, body["code"], body["current"]["company"]) == (409, "stale", "远洋")


def test_an_open_lead_is_known_by_its_number(far_sail: World) -> None:
    add(far_sail, phone=PHONE)
    status, body = far_sail.api("小李").post("/leads", {"name": "又是她", "phone": PHONE})
    assert (status, body["code"], body["lead"]["name"]) == (409, "lead_known", "张阿姨")
    status, body = far_sail.api("小孙").post("/leads", {"name": "又是她", "phone": PHONE})
    assert (status, body["code"], body["lead"]) == (409, "lead_known", None)
    with far_sail.inside():
        assert Lead.objects.count() == 1


def test_an_invalid_lead_needs_a_reason_and_can_be_followed_again(far_sail: World) -> None:
    lead, api = add(far_sail, phone=PHONE), far_sail.api("小李")
    path = f"/leads/{lead['id']}"
    assert api.post(f"{path}/discard", {"reason": " ", "version": 1})[0] == 422
    status, body = api.post(f"{path}/discard", {"reason": "空号", "version": 1})
    assert (status, body["state"], body["reason"]) == (200, "invalid", "空号")
    status, body = api.post(f"{path}/discard", {"reason": "还是空号", "version": 2})
    assert (status, body["code"]) == (409, "lead_not_open")
    status, body = api.post(f"{path}/revive", {"version": 2})
    assert (status, body["state"], body["reason"]) == (200, "new", "")
    status, body = api.post(f"{path}/revive", {"version": 3})
    assert (status, body["code"]) == (409, "lead_valid")


def test_a_number_that_went_to_another_lead_keeps_the_invalid_one_away(far_sail: World) -> None:
    old, api = add(far_sail, phone=PHONE), far_sail.api("小李")
    api.post(f"/leads/{old['id']}/discard", {"reason": "打错了", "version": 1})
    add(far_sail, name="李叔", phone=PHONE)
    status, body = api.post(f"/leads/{old['id']}/revive", {"version": 2})
    assert (status, body["code"], body["lead"]["name"]) == (409, "lead_known", "李叔")
    assert row(far_sail, old).state == "invalid"


def test_a_deleted_lead_comes_back(far_sail: World) -> None:
    lead, boss = add(far_sail), far_sail.api("王总")
    assert far_sail.api("小李").delete(f"/leads/{lead['id']}")[0] == 403
    assert boss.delete(f"/leads/{lead['id']}")[0] == 204
    assert far_sail.api("小李").get(f"/leads/{lead['id']}")[0] == 404
    assert boss.post(f"/leads/{lead['id']}/restore")[0] == 200
    assert far_sail.api("小李").get(f"/leads/{lead['id']}")[0] == 200


def test_the_manager_hands_a_lead_over_and_the_plans_follow(far_sail: World) -> None:
    lead = add(far_sail)
    due = clock.iso(clock.now() + timedelta(days=1))
    far_sail.api("小李").post("/plans", {"lead_id": lead["id"], "due_at": due, "text": "回电"})
    to = str(far_sail.staff["小赵"].pk)
    path = f"/leads/{lead['id']}/assign"
    assert far_sail.api("小李").post(path, {"owner_id": to, "version": 1})[0] == 403
    status, body = far_sail.api("周经理").post(path, {"owner_id": to, "version": 1})
    assert (status, body["owner"]["name"]) == (200, "小赵")
    assert far_sail.api("小李").get(f"/leads/{lead['id']}")[0] == 404
    _, plans = far_sail.api("小赵").get("/plans?staff=me")
    assert [plan["text"] for plan in plans["items"]] == ["回电"]
    _, log = far_sail.api("小赵").get(f"/leads/{lead['id']}/decisions")
    assert log["items"][0]["why"] == "周经理手工分配给小赵"
    _, log = far_sail.api("小赵").get(f"/leads/{lead['id']}/decisions", Accept_Language="en")
    assert log["items"][0]["why"] == "周经理 assigned it to 小赵 by hand"


def test_nobody_s_leads_are_seen_by_who_may_assign(far_sail: World) -> None:
    lead = add(far_sail, by="王总", by_rule=True)
    assert lead["owner"] is None
    assert far_sail.api("小李").get(f"/leads/{lead['id']}")[0] == 404
    assert far_sail.api("周经理").get(f"/leads/{lead['id']}")[0] == 200
    assert far_sail.api("周经理").get("/leads/counts")[1]["unassigned"] == 1
    assert far_sail.api("小李").get("/leads/counts")[1]["unassigned"] == 0


def test_leads_are_found_by_word_pinyin_and_digits(far_sail: World) -> None:
    add(far_sail, name="张阿姨", phone=PHONE, company="远洋茶业")
    add(far_sail, name="李叔", phone="13900009999")
    api = far_sail.api("王总")
    for q in ("张阿姨", "zay", "茶业", "5678", "1234"):
        _, page = api.get(f"/leads?q={q}")
        assert [lead["name"] for lead in page["items"]] == ["张阿姨"], q
    _, found = api.get("/customers/search?q=张阿姨")
    assert [(hit["kind"], hit["name"]) for hit in found["items"]] == [("lead", "张阿姨")]
