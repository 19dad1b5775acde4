"""A lead becomes a customer with everything that was known and said."""

from datetime import timedelta
from typing import Any

import pytest

from keliu.customers.models import Contact, Customer
from keliu.interactions.models import Interaction, Plan
from keliu.kit import clock
from keliu.platform.outbox import Event
from keliu.sales.models import Lead
from keliu.sales.tests.lead_cast import PHONE, add, row
from tests.cast import World, company


@pytest.fixture
def far_sail(db: None) -> World:
    return company()


def convert(world: World, lead: dict[str, Any], by: str = "小李", **wish: Any) -> tuple[int, Any]:
    _, now = world.api(by).get(f"/leads/{lead['id']}")
    body = {"version": now["version"], **wish}
    return world.api(by).post(f"/leads/{lead['id']}/convert", body)


def preview(world: World, lead: dict[str, Any], by: str = "小李", **asked: Any) -> dict[str, Any]:
    status, body = world.api(by).post(f"/leads/{lead['id']}/convert/preview", asked)
    assert status == 200, body
    return dict(body)


def test_a_person_with_notes_plans_and_business(far_sail: World) -> None:
    lead = add(far_sail, phone=PHONE, email="zhang@example.com", region_code="310115",
               note="爱喝茶", wechat="zay1", size="20-99")  # fmt: skip
    api = far_sail.api("小李")
    note = {"lead_id": lead["id"], "text": "想要报价",
            "next_at": clock.iso(clock.now() + timedelta(days=1))}  # fmt: skip
    assert api.post("/interactions", note)[0] == 200
    deal = {"title": "中秋礼盒", "amount_fen": 128_000, "rating": "high"}
    status, done = convert(far_sail, lead, kind="person", opportunity=deal)
    assert (status, done["state"], done["opportunity"]["name"]) == (200, "converted", "中秋礼盒")
    _, customer = api.get(f"/customers/{done['customer']['id']}")
    assert (customer["name"], customer["phone_masked"]) == ("张阿姨", "138****5678")
    assert (customer["region"], customer["note"]) == ("上海市浦东新区", "爱喝茶")
    assert (customer["owner"]["name"], customer["deal_state"]) == ("小李", "open")
    assert customer["next_followup_at"] is not None
    _, line = api.get(f"/customers/{customer['id']}/timeline")
    texts = {one["kind"]: one for one in reversed(line["items"])}
    assert texts["followup"]["text"] == "想要报价"
    assert texts["lead"]["title"] == "小李把线索“张阿姨”转为新客户"
    assert "微信号:zay1" in texts["lead"]["text"]
    assert "规模:20–99 人" in texts["lead"]["text"]
    with far_sail.inside():
        assert Plan.objects.get(lead_id=int(lead["id"])).customer_id == int(customer["id"])
    _, history = api.get(f"/leads/{lead['id']}/timeline")
    assert any(one["text"] == "想要报价" for one in history["items"])


def test_a_company_gets_the_person_as_its_contact(far_sail: World) -> None:
    lead = add(far_sail, name="陈先生", company="远洋茶业", position="采购", phone=PHONE,
               wechat="chen1")  # fmt: skip
    seen = preview(far_sail, lead)
    assert (seen["kind"], seen["name"]) == ("company", "远洋茶业")
    assert seen["contact"]["name"] == "陈先生"
    status, done = convert(far_sail, lead, kind="company")
    assert (status, done["customer"]["name"]) == (200, "远洋茶业")
    with far_sail.inside():
        customer = Customer.objects.get()
        person = Contact.objects.get()
        assert (customer.kind, customer.phone_masked) == ("company", "")
        assert (person.name, person.position, person.wechat) == ("陈先生", "采购", "chen1")
        assert person.phone_masked == "138****5678"
        assert person.is_main


def test_an_existing_customer_is_joined_not_doubled(far_sail: World) -> None:
    api = far_sail.api("小李")
    known = api.post("/customers", {"name": "张女士", "phone": PHONE, "industry": "茶"})[1]
    lead = add(far_sail, phone=PHONE, industry="食品", note="爱喝茶")
    seen = preview(far_sail, lead)
    (alike,) = [one for one in seen["look_alikes"] if one["id"] == known["id"]]
    assert alike["strength"] >= 90
    assert alike["reasons"]
    found = {one["key"]: one for one in preview(far_sail, lead, customer_id=known["id"])["fields"]}
    assert (found["industry"]["current"], found["industry"]["same"]) == ("茶", False)
    assert (found["note"]["current"], found["phone"]["same"]) == (None, True)
    status, body = convert(far_sail, lead, kind="person")
    assert (status, body["code"]) == (409, "phone_taken")
    assert row(far_sail, lead).state == "new"
    status, done = convert(far_sail, lead, customer_id=known["id"], take=["name"])
    assert (status, done["customer"]["id"]) == (200, known["id"])
    with far_sail.inside():
        (customer,) = Customer.objects.all()
        assert (customer.name, customer.industry, customer.note) == ("张阿姨", "茶", "爱喝茶")


def test_custom_fields_go_to_fields_of_the_same_name_and_the_rest_is_kept_in_words(
    far_sail: World,
) -> None:
    boss = far_sail.api("王总")
    choices = [{"label": "一周内"}, {"label": "一个月内"}]
    when = {"label": "何时要", "type": "single", "slug": "when", "choices": choices}
    assert boss.post("/kinds/lead/fields", when)[0] == 200
    assert boss.post("/kinds/customer/fields", when | {"slug": "need_at"})[0] == 200
    only = {"label": "预算", "type": "number", "slug": "budget"}
    assert boss.post("/kinds/lead/fields", only)[0] == 200
    _, fields = boss.get("/kinds/lead/fields")
    offered = next(one for one in fields["items"] if one["key"] == "custom.when")["choices"]
    lead = add(far_sail, custom={"when": offered[1]["value"], "budget": 5000})
    status, done = convert(far_sail, lead, kind="person")
    assert status == 200, done
    with far_sail.inside():
        customer = Customer.objects.get()
        line = Interaction.objects.get(kind="lead", customer_id=customer.pk, ref_kind="lead")
        assert list(customer.custom) == ["need_at"]
        assert "预算:5000" in line.text


def test_a_converted_lead_is_only_a_record(far_sail: World) -> None:
    lead = add(far_sail)
    assert convert(far_sail, lead, kind="person")[0] == 200
    api, path = far_sail.api("小李"), f"/leads/{lead['id']}"
    for answer in (
        api.patch(path, {"company": "远洋", "version": 2}),
        api.post(f"{path}/discard", {"reason": "空号", "version": 2}),
        api.post("/interactions", {"lead_id": lead["id"], "text": "又聊了"}),
        far_sail.api("王总").delete(path),
        convert(far_sail, lead, kind="person"),
    ):
        assert (answer[0], answer[1]["code"]) == (409, "lead_converted")
    assert row(far_sail, lead).deleted_at is None


def test_the_card_code_that_brought_the_lead_is_the_customer_s_too(far_sail: World) -> None:
    lead = add(far_sail, source="scan")
    with far_sail.inside():
        Lead.objects.filter(pk=int(lead["id"])).update(source_code_id=77)
    assert convert(far_sail, lead, kind="person")[0] == 200
    with far_sail.inside():
        customer = Customer.objects.get()
        assert (customer.source, customer.source_code_id) == ("card", 77)


def test_a_lead_of_a_company_finds_the_company_and_the_person(far_sail: World) -> None:
    api = far_sail.api("小李")
    person = api.post("/customers", {"name": "陈启明", "company": "远洋茶业有限公司"})[1]
    company = api.post("/customers", {"name": "远洋茶业有限公司", "kind": "company"})[1]
    lead = add(far_sail, name="陈启明", company="远洋茶业", phone=None)
    seen = preview(far_sail, lead)["look_alikes"]
    assert {one["id"] for one in seen} == {person["id"], company["id"]}


def test_converting_needs_the_rights_of_what_it_makes(far_sail: World) -> None:
    lead = add(far_sail)
    with far_sail.inside():
        role = far_sail.roles["sales"]
        role.refresh_from_db()
        grants = {name: reach for name, reach in role.grants.items() if name != "customer.write"}
    body = {"grants": grants, "version": role.version}
    assert far_sail.api("王总").patch(f"/roles/{role.pk}", body)[0] == 200
    status, refused = convert(far_sail, lead, kind="person")
    assert (status, refused["permission"]) == (403, "customer.write")
    assert row(far_sail, lead).state == "new"


def test_another_person_s_customer_can_not_be_joined(far_sail: World) -> None:
    theirs = far_sail.api("小孙").post("/customers", {"name": "张女士", "phone": PHONE})[1]
    lead = add(far_sail, phone=PHONE)
    seen = preview(far_sail, lead)["look_alikes"]
    assert [one["id"] for one in seen] == [None]
    status, body = convert(far_sail, lead, customer_id=theirs["id"])
    assert (status, body["errors"][0]["field"]) == (422, "customer_id")
    assert row(far_sail, lead).state == "new"


def test_the_event_names_what_came_of_it() -> None:
    assert Event.kinds["LeadConverted"].__struct_fields__ == (
        "lead_id", "customer_id", "opportunity_id",
    )  # fmt: skip
