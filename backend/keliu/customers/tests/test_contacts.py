"""People to talk to and places to send to: added, changed, found, removed, brought back."""

from typing import Any

import pytest

from keliu.customers.models import Contact
from keliu.customers.tests.factories import add
from keliu.platform.models import AuditEntry
from tests.cast import Api, World


@pytest.fixture
def firm(far_sail: World) -> tuple[World, Api, str]:
    api = far_sail.api("小李")
    return far_sail, api, add(api, "恒信贸易有限公司", kind="company")["id"]


def contact(api: Api, firm: str, name: str, **fields: Any) -> dict[str, Any]:
    status, body = api.post(f"/customers/{firm}/contacts", {"name": name, **fields})
    assert status == 200, body
    return dict(body)


def test_the_first_contact_is_the_main_one(firm: tuple[World, Api, str]) -> None:
    _, api, mine = firm
    first = contact(api, mine, "钱助理", phone="13700000001", role="helps")
    second = contact(api, mine, "孙总", is_main=True, email="sun@hx.cn")
    assert (first["is_main"], second["is_main"]) == (True, True)
    listed = api.get(f"/customers/{mine}/contacts")[1]["items"]
    assert [(one["name"], one["is_main"]) for one in listed] == [("孙总", True), ("钱助理", False)]
    assert listed[1]["phone_masked"] == "137****0001"
    assert listed[0]["email_masked"] == "s***@hx.cn"


def test_a_change_is_kept_once_and_logged_masked(firm: tuple[World, Api, str]) -> None:
    world, api, mine = firm
    one = contact(api, mine, "钱助理", phone="13700000001")
    status, body = api.patch(
        f"/contacts/{one['id']}", {"phone": "13700000002", "position": "主任", "version": 1}
    )
    assert (status, body["phone_masked"], body["position"]) == (200, "137****0002", "主任")
    assert api.patch(f"/contacts/{one['id']}", {"note": "x", "version": 1})[1]["code"] == "stale"
    assert api.post(f"/contacts/{one['id']}/reveal-phone")[1] == {"phone": "13700000002"}
    with world.inside():
        entry = AuditEntry.objects.get(action="contact.update")
        shown = {change["field"]: change["after"] for change in entry.changes}
        assert shown == {"position": "主任", "phone": "137****0002"}
        assert AuditEntry.objects.filter(action="contact.reveal_phone").count() == 1


def test_contacts_are_found_and_lead_to_their_company(firm: tuple[World, Api, str]) -> None:
    world, api, mine = firm
    contact(api, mine, "单小明", phone="13712345678", position="采购经理")
    for q, mark in (("单小明", [[0, 3]]), ("sxm", [[0, 3]]), ("shanxiaoming", [[0, 3]])):
        hit = api.get(f"/customers/search?q={q}")[1]["items"][0]
        assert (hit["kind"], hit["customer_id"], hit["highlight"]) == ("contact", mine, mark)
    hit = api.get("/customers/search?q=5678")[1]["items"][0]
    assert hit["subtitle"] == "恒信贸易有限公司 · 采购经理 · 137****5678"
    start, end = hit["subtitle_highlight"][0]
    assert hit["subtitle"][start:end] == "5678"
    assert world.api("小孙").get("/customers/search?q=单小明")[1]["items"] == []


def test_the_search_ranks_all_kinds_together(firm: tuple[World, Api, str]) -> None:
    _, api, mine = firm
    add(api, "李雷", company="张伟贸易")
    contact(api, mine, "张伟明")
    add(api, "小张伟")
    add(api, "张伟")
    deal = {"customer_id": mine, "title": "张伟的礼盒", "amount_fen": 1, "rating": "high"}
    assert api.post("/opportunities", deal)[0] == 200
    items = api.get("/customers/search?q=张伟")[1]["items"]
    assert [(hit["kind"], hit["name"]) for hit in items] == [
        ("customer", "张伟"), ("contact", "张伟明"), ("opportunity", "张伟的礼盒"),
        ("customer", "小张伟"), ("customer", "李雷"),
    ]  # fmt: skip
    assert items[-1]["subtitle_highlight"] == [[0, 2]]


def test_removed_and_brought_back(firm: tuple[World, Api, str]) -> None:
    world, api, mine = firm
    one = contact(api, mine, "钱助理")
    assert api.delete(f"/contacts/{one['id']}")[0] == 204
    assert api.get(f"/customers/{mine}/contacts")[1]["items"] == []
    contact(api, mine, "孙总")
    status, body = api.post(f"/contacts/{one['id']}/restore")
    assert (status, body["is_main"]) == (200, False)  # there is another main one by now
    assert world.api("小赵").delete(f"/contacts/{one['id']}")[0] == 404
    with world.inside():
        assert Contact.objects.filter(deleted_at__isnull=True).count() == 2


def test_a_contact_may_be_a_customer_too(firm: tuple[World, Api, str]) -> None:
    world, api, mine = firm
    person = add(api, "孙悟空")["id"]
    one = contact(api, mine, "孙悟空", person_id=person)
    assert one["person"] == {"id": person, "name": "孙悟空"}
    foreign = add(world.api("小孙"), "猪八戒")["id"]
    status, body = api.post(f"/customers/{mine}/contacts", {"name": "猪", "person_id": foreign})
    assert (status, body["errors"][0]["field"]) == (422, "person_id")


def test_addresses_name_their_region_and_one_is_the_default(firm: tuple[World, Api, str]) -> None:
    _, api, mine = firm
    path = f"/customers/{mine}/addresses"
    first = api.post(path, {"detail": "人民路 1 号", "region_code": "310101", "label": "公司"})[1]
    assert first["region"] == "上海市黄浦区"
    assert first["is_default"]
    second = api.post(
        path, {"detail": "仓库", "is_default": True, "receiver": "钱", "phone": "13700000001"}
    )[1]
    assert [one["detail"] for one in api.get(path)[1]["items"]] == ["仓库", "人民路 1 号"]
    assert api.post(f"/addresses/{second['id']}/reveal-phone")[1] == {"phone": "13700000001"}
    assert api.post(path, {"detail": "x", "region_code": "999999"})[0] == 422
    body = {"detail": "人民路 2 号", "version": first["version"]}
    assert api.patch(f"/addresses/{first['id']}", body)[1]["detail"] == "人民路 2 号"
    assert api.delete(f"/addresses/{second['id']}")[0] == 204
    assert api.post(f"/addresses/{second['id']}/restore")[1]["is_default"] is True


def test_how_old_somebody_is(firm: tuple[World, Api, str]) -> None:
    _, api, _ = firm
    assert add(api, "老张", birthday="1980-01-01")["age"] >= 46
    assert add(api, "不知道")["age"] is None
