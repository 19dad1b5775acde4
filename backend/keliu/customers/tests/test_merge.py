"""Several customers become one and become several again, to the byte."""

from datetime import timedelta
from typing import Any

import pytest

from keliu.accounts.models import Session
from keliu.accounts.public import Device, visitor_session
from keliu.catalog.models import Card, CardCode
from keliu.customers.models import Consent, Contact, Customer, Identity, Ownership
from keliu.customers.services import consents
from keliu.customers.services.identities import made
from keliu.customers.tests.factories import add
from keliu.interactions.models import Interaction, Plan
from keliu.kit import clock
from keliu.platform import operations, sql
from keliu.platform.models import Operation
from keliu.radar.models import Event, Interest, Share, ShareOpening, Visit, Visitor
from keliu.sales.models import Opportunity
from tests.cast import Api, World
from tests.checksum import checksums


@pytest.fixture
def world(far_sail: World) -> World:
    return far_sail


def soon(days: int = 2) -> str:
    return clock.iso(clock.now() + timedelta(days=days))


def ok(answer: tuple[int, Any]) -> Any:
    status, body = answer
    assert status < 300, body
    return body


def rich(world: World, api: Api, name: str, phone: str, **fields: Any) -> int:
    """A customer with something of every kind."""
    agreed = fields.pop("agreed", ("radar", "profile"))
    mine = add(api, name, phone=phone, **fields)["id"]
    ok(api.post("/interactions", {"customer_id": mine, "text": f"和{name}聊过"}))
    ok(api.post("/plans", {"customer_id": mine, "due_at": soon(), "text": "回访"}))
    deal = {"customer_id": mine, "title": f"{name}的礼盒", "amount_fen": 100, "rating": "high"}
    ok(api.post("/opportunities", deal))
    ok(api.post(f"/customers/{mine}/contacts", {"name": f"{name}的助理", "phone": "13700000001"}))
    ok(api.post(f"/customers/{mine}/addresses", {"detail": "人民路 1 号", "region_code": "310101"}))
    ok(api.post(f"/customers/{mine}/identities", {"kind": "member", "value": f"VIP{mine[-5:]}"}))
    with world.inside():
        trail(world, int(mine))
        row = Customer.objects.get(pk=mine)
        consents.grant_all(row, agreed, channel="h5")
        made(row.pk, "openid", f"o-{mine}", "wx1").save(force_insert=True)
        visitor_session(
            merchant_id=world.merchant.pk, customer_id=row.pk, name=name, device=Device("::1", "t")
        )
    return int(mine)


def trail(world: World, customer_id: int) -> None:
    """A visit with an event, an interest, a forward and an opening of somebody's forward."""
    staff = world.staff["小李"]
    card, _ = Card.objects.get_or_create(name="小李的名片", defaults={"owner": staff})
    code, _ = CardCode.objects.get_or_create(code="LICODE", defaults={"card": card})
    now = clock.now()
    visit = Visit.objects.create(
        customer_id=customer_id, card=card, code=code, owner=staff, started_at=now, last_at=now,
        last_kind="card_view",
    )  # fmt: skip
    Event.objects.create(
        key=1, visit_id=visit.pk, customer_id=customer_id, card_id=card.pk, code_id=code.pk,
        kind="card_view", at=now,
    )  # fmt: skip
    Visitor.objects.create(
        customer_id=customer_id, card=card, visit_id=visit.pk, first_at=now, last_at=now,
        first_code_id=code.pk, last_code_id=code.pk,
    )  # fmt: skip
    Interest.objects.create(
        customer_id=customer_id, object_kind="card", object_id=card.pk, views=2, dwell_ms=900,
        last_at=now,
    )  # fmt: skip
    place = {"card": card, "code": code, "owner": staff, "object_kind": "card"}
    Share.objects.create(sharer_id=customer_id, object_id=card.pk, **place)
    root, _ = Share.objects.get_or_create(
        sharer_id=None, object_id=card.pk, apart=7, defaults=place
    )
    ShareOpening.objects.create(share=root, customer_id=customer_id, at=now)
    Share.objects.filter(pk=root.pk).update(opens=ShareOpening.objects.filter(share=root).count())
    Customer.objects.filter(pk=customer_id).update(visit_count=1, last_visit_at=now)


def merged(api: Api, keep: int, *gone: int, **choices: str) -> tuple[int, Any]:
    versions = {one: api.get(f"/customers/{one}")[1].get("version", 1) for one in (keep, *gone)}
    body = {
        "keep_id": str(keep),
        "keep_version": versions[keep],
        "merge": [{"id": str(one), "version": versions[one]} for one in gone],
        "choices": choices,
    }
    return api.post("/customers/merge", body)


def undo(world: World, api: Api, operation_id: str) -> Operation:
    assert api.post(f"/operations/{operation_id}/undo")[1]["state"] == "undoing"
    with world.inside():
        return operations.run_to_end(int(operation_id))


def test_the_preview_shows_every_value_and_what_moves(world: World) -> None:
    boss = world.api("王总")
    first = rich(world, world.api("小李"), "张三", "13800000001", company="恒信", level="B")
    second = rich(world, world.api("小赵"), "张三丰", "13800000002", email="z@far.cn")
    status, plan = boss.post(
        "/customers/merge/preview", {"keep_id": str(first), "merge_ids": [str(second)]}
    )
    assert status == 200, plan
    fields = {one["key"]: one for one in plan["fields"]}
    assert fields["phone"]["differs"]
    shown = [one["shown"]["zh"] for one in fields["phone"]["values"]]
    assert shown == ["138****0001", "138****0002"]
    assert fields["kind"]["values"][0]["shown"] == {"zh": "个人", "en": "Person"}
    assert fields["name"]["chosen"] == str(second)  # the newer one
    assert fields["company"]["chosen"] == str(first)  # the only one
    assert fields["owner"]["chosen"] == str(first)  # owners stay
    counts = {one["name"]: one["count"] for one in plan["moves"]}
    wanted = {"contacts": 1, "addresses": 1, "identities": 2, "visits": 1, "plans": 1,
              "opportunities": 1, "sessions": 1, "consents": 2}  # fmt: skip
    assert wanted.items() <= counts.items()
    codes = {one["code"] for one in plan["warnings"]}
    assert codes == {"phones_differ", "owners_differ", "two_wechat_users"}


def test_everything_moves_and_the_sums_are_right(world: World) -> None:
    boss = world.api("王总")
    keep = rich(world, world.api("小李"), "张三", "13800000001", note="爱喝茶")
    gone = rich(world, world.api("小赵"), "张三丰", "13800000002", note="住浦东", email="z@far.cn")
    status, body = merged(boss, keep, gone, phone=str(keep), name=str(keep))
    assert status == 200, body
    kept = body["customer"]
    assert (kept["name"], kept["phone_masked"]) == ("张三", "138****0001")
    assert (kept["visit_count"], kept["owner"]["name"]) == (2, "小李")
    assert kept["note"] == "爱喝茶\n住浦东"
    assert kept["email_masked"] == "z***@far.cn"
    assert kept["deal_state"] == "open"
    others = boss.get(f"/customers/{keep}/identities")[1]["items"]
    assert "138****0002" in {one["masked"] for one in others if one["kind"] == "phone"}
    with world.inside():
        for model in (Interaction, Plan, Opportunity, Visit, Event, Visitor, Interest, Contact,
                      Identity, Ownership, ShareOpening):  # fmt: skip
            assert not model._default_manager.filter(customer_id=gone).exists(), model
        assert Interest.objects.get().views == 4
        assert Share.objects.filter(sharer_id=keep).count() == 2
        assert Share.objects.get(apart=7).opens == 1
        assert {one.customer_id for one in Session.objects.exclude(customer_id=None)} == {keep}
        assert set(Plan.objects.values_list("staff__name", flat=True)) == {"小李"}
        assert Ownership.objects.filter(customer_id=keep, until__isnull=True).count() == 1
    hits = boss.get("/customers/search?q=0002")[1]["items"]
    assert [hit["id"] for hit in hits if hit["kind"] == "customer"] == [str(keep)]
    lines = boss.get(f"/customers/{keep}/timeline")[1]["items"]
    assert "王总合并了重复的客户" in {line["title"] for line in lines}


def test_the_old_address_leads_to_the_kept_customer(world: World) -> None:
    api = world.api("小李")
    keep, gone = (int(add(api, name)["id"]) for name in ("张三", "张叁"))
    ok(merged(api, keep, gone))
    status, body = api.get(f"/customers/{gone}")
    assert (status, body["code"]) == (404, "customer_merged")
    assert body["merged_into"]["id"] == str(keep)
    assert world.api("小孙").get(f"/customers/{gone}")[1]["code"] == "not_found"
    assert world.api("王总").post(f"/customers/{gone}/restore")[0] == 404
    assert api.post("/interactions", {"customer_id": str(gone), "text": "在吗"})[0] == 404


def test_undo_gives_back_every_byte_of_every_table(world: World) -> None:
    boss = world.api("王总")
    keep = rich(
        world, world.api("小李"), "张三", "13800000001", address="中山路 2 号", agreed=("radar",)
    )
    second = rich(world, world.api("小赵"), "张三丰", "13800000002", email="z@far.cn")
    third = rich(world, world.api("小孙"), "张散", "13800000003", birthday="1980-05-06")
    with world.inside():
        before = checksums()
    body = ok(merged(boss, keep, second, third, phone=str(third), owner=str(second)))
    with world.inside():
        after = checksums()
    moved = {table for table in before if before[table] != after[table]}
    assert moved >= {
        "customers_customer", "customers_contact", "customers_address", "customers_identity",
        "customers_consent", "customers_ownership", "accounts_session", "interactions_plan",
        "interactions_interaction", "sales_opportunity", "radar_visit", "radar_visitor",
        "radar_event", "radar_interest", "radar_share", "radar_shareopening",
    }  # fmt: skip
    over = undo(world, boss, body["operation_id"])
    assert (over.state, over.kept) == ("undone", 0)
    with world.inside():
        assert checksums() == before


def test_what_happened_since_stays_after_undo(world: World) -> None:
    api = world.api("小李")
    keep = rich(world, api, "张三", "13800000001")
    gone = rich(world, api, "张三丰", "13800000002")
    body = ok(merged(api, keep, gone, name=str(keep)))
    version = body["customer"]["version"]
    ok(api.patch(f"/customers/{keep}", {"note": "改过", "name": "张三哥", "version": version}))
    ok(api.post("/interactions", {"customer_id": str(keep), "text": "合并后聊的"}))
    undo(world, api, body["operation_id"])
    kept = api.get(f"/customers/{keep}")[1]
    assert (kept["name"], kept["note"]) == ("张三哥", "改过")
    back = api.get(f"/customers/{gone}")[1]
    assert (back["name"], back["phone_masked"]) == ("张三丰", "138****0002")
    texts = {line["text"] for line in api.get(f"/customers/{keep}/timeline")[1]["items"]}
    assert "合并后聊的" in texts
    assert "和张三丰聊过" not in texts


def test_who_may_not_merge_both_merges_nothing(world: World) -> None:
    mine = int(add(world.api("小李"), "张三")["id"])
    theirs = int(add(world.api("小赵"), "张三丰")["id"])
    service = world.api("小吴")
    with world.inside():
        before = checksums()
    assert merged(world.api("小李"), mine, theirs)[0] == 404
    assert merged(world.api("小李"), mine, mine)[0] == 422
    assert service.post("/customers/merge", {})[0] in {403, 422}
    with world.inside():
        assert checksums() == before


def test_a_version_from_before_is_refused(world: World) -> None:
    api = world.api("小李")
    keep, gone = add(api, "张三"), add(api, "张三丰")
    ok(api.patch(f"/customers/{gone['id']}", {"note": "改", "version": 1}))
    body = {"keep_id": keep["id"], "keep_version": 1, "merge": [{"id": gone["id"], "version": 1}]}
    status, answer = api.post("/customers/merge", body)
    assert (status, answer["code"]) == (409, "stale")
    assert answer["current"]["note"] == "改"


def test_a_consent_taken_back_later_is_not_carried_on(world: World) -> None:
    api = world.api("小李")
    keep, gone = (int(add(api, name)["id"]) for name in ("张三", "张三丰"))
    with world.inside():
        for one in (keep, gone):
            consents.grant_all(Customer.objects.get(pk=one), ("radar",), channel="h5")
    with world.inside():
        consents.consent_withdraw(Customer.objects.get(pk=keep), purpose="radar")
    ok(merged(api, keep, gone))
    with world.inside():
        assert not Consent.objects.filter(customer_id=keep, withdrawn_at__isnull=True).exists()
        from keliu.customers import public

        assert not public.has_consent(keep, "radar")
        assert not public.has_consent(gone, "radar")


def test_merging_twice_in_a_row_and_undoing_backwards(world: World) -> None:
    api = world.api("小李")
    a, b, c = (rich(world, api, f"张{n}", f"1380000000{n}") for n in (1, 2, 3))
    with world.inside():
        before = checksums()
    first = ok(merged(api, b, a))
    second = ok(merged(api, c, b))
    assert api.get(f"/customers/{a}")[1]["merged_into"]["id"] == str(c)
    undo(world, api, second["operation_id"])
    undo(world, api, first["operation_id"])
    with world.inside():
        assert checksums() == before


def test_every_table_with_a_customer_goes_along(world: World) -> None:
    """A table that names customers and is not moved would strand its rows: list it or move it."""
    found = {
        row[0]
        for row in sql.rows(
            """SELECT DISTINCT c.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
             WHERE k.contype = 'f' AND k.confrelid = 'customers_customer'::regclass
             AND NOT c.relispartition"""
        )
    }
    assert found == {
        "customers_ownership", "customers_identity", "customers_consent", "customers_contact",
        "customers_address", "customers_duplicatepair", "interactions_interaction",
        "interactions_plan", "sales_opportunity", "sales_lead", "sales_quote", "sales_contract",
        "radar_share", "radar_shareopening", "radar_visitor", "radar_visit", "radar_interest",
        "outreach_persondelivery", "wechat_follower", "orders_order", "bookings_booking",
        "bookings_waiting", "membership_member", "catalog_cardexchange", "catalog_heldcard",
        "analytics_chance",
    }  # fmt: skip
