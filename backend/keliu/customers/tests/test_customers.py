"""Adding, changing, handing over, deleting and revealing; and who may not."""

import pytest

from keliu.customers.models import Customer, Ownership
from keliu.customers.tests.factories import add
from keliu.kit import clock, ids
from keliu.platform.loading import fresh
from keliu.platform.models import AuditEntry, OutboxEntry, PushOut
from tests.cast import World

PHONE = "138 1234 5678"


def test_xiaoli_adds_a_customer_who_is_hers(far_sail: World) -> None:
    body = add(far_sail.api("小李"), "张伟", phone=PHONE, email="zhang@example.com", level="A",
               address="解放路 1 号", company="星河科技", birthday="1990-02-03")  # fmt: skip
    xiaoli = far_sail.staff["小李"]
    assert body["owner"] == {"id": str(xiaoli.pk), "name": "小李"}
    assert body["department"]["name"] == "华东部"
    assert (body["phone_masked"], body["email_masked"]) == ("138****5678", "z***@example.com")
    assert (body["address"], body["birthday"]) == ("解放路 1 号", "1990-02-03")
    assert (body["source"], body["kind"], body["score"], body["version"]) == (
        "manual", "person", 0, 1,
    )  # fmt: skip
    assert body["created_by"] == {"id": str(xiaoli.pk), "name": "小李"}
    assert "customer.phone" in body["can"]
    assert "customer.delete" not in body["can"]
    with far_sail.inside():
        row = Customer.objects.get(pk=body["id"])
        assert row.name_key == "zhang wei"
        own = Ownership.objects.get(customer=row)
        assert (own.owner_id, own.until, own.by_id) == (xiaoli.pk, None, xiaoli.pk)
        entry = OutboxEntry.objects.get(kind="CustomerCreated")
        assert entry.payload["customer_id"] == row.pk
        line = AuditEntry.objects.get(action="customer.create")
        assert (line.object_name, line.actor_name) == ("张伟", "小李")


def test_a_fresh_row_is_what_its_model_makes(far_sail: World) -> None:
    with far_sail.inside():
        one, other = fresh(Customer, name="张伟"), fresh(Customer, name="张伟")
        made = vars(Customer(name="张伟"))
    assert one.pk < other.pk < made["id"]
    assert one._state.adding
    apart = {"id", "_state", "created_at", "updated_at", "scored_at"}
    assert {name: value for name, value in vars(one).items() if name not in apart} == {
        name: value for name, value in made.items() if name not in apart
    }
    assert vars(one).keys() == made.keys()
    assert one.custom is not other.custom  # nothing that can change is shared


def test_nothing_sensitive_lies_open_in_the_table(far_sail: World) -> None:
    body = add(far_sail.api("小李"), "张伟", phone=PHONE, email="zhang@example.com",
               address="解放路 1 号")  # fmt: skip
    with far_sail.inside():
        row = Customer.objects.filter(pk=body["id"]).values().get()
        stored = " ".join(str(bytes(v) if isinstance(v, memoryview) else v) for v in row.values())
        for secret in ("13812345678", "1234", "zhang@", "解放路"):
            assert secret not in stored
        said = [str(line.changes) + line.object_name for line in AuditEntry.objects.all()]
        assert not any("12345678" in text or "解放路" in text for text in said)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"name": " "}, "name", "太短了,至少 1 个字"),
        ({"name": "张" * 61}, "name", "太长了,最多 60 个字"),
        ({"phone": "1381234567"}, "phone", "手机号少了几位,请检查"),
        ({"phone": "13812345678901"}, "phone", "手机号多了几位,请检查"),
        ({"email": "zhang@"}, "email", "邮箱写法不对,请检查"),
        ({"birthday": "2199-01-01"}, "birthday", "生日不能晚于今天"),
        ({"level": "Z"}, "level", "不在可选范围里"),
        ({"colour": "red"}, "colour", "没有这一项"),
    ],
)
def test_wrong_fields_are_named_and_nothing_is_added(
    far_sail: World, wrong: dict[str, str], field: str, sentence: str
) -> None:
    status, body = far_sail.api("小李").post("/customers", {"name": "张伟", **wrong})
    assert status == 422
    assert [(e["field"], e["message"]) for e in body["errors"]] == [(field, sentence)]
    with far_sail.inside():
        assert Customer.objects.count() == 0


def test_a_known_number_names_the_customer_only_to_who_may_see(far_sail: World) -> None:
    first = add(far_sail.api("小李"), "张伟", phone=PHONE)
    status, body = far_sail.api("小李").post("/customers", {"name": "小张", "phone": "+86" + PHONE})
    assert (status, body["code"]) == (409, "phone_taken")
    assert body["detail"] == "这个手机号已是客户“张伟”"
    assert body["customer"] == {"id": first["id"], "name": "张伟"}
    status, body = far_sail.api("小孙").post("/customers", {"name": "小张", "phone": PHONE})
    assert (status, body["code"], body["customer"]) == (409, "phone_taken", None)
    assert "张伟" not in str(body)
    with far_sail.inside():
        assert Customer.objects.count() == 1


def test_next_door_may_know_the_same_number(far_sail: World, next_door: World) -> None:
    mine = add(far_sail.api("小李"), "张伟", phone=PHONE)
    add(next_door.api("老王"), "张伟", phone=PHONE)
    for path in ("", "/consents"):
        assert next_door.api("老王").get(f"/customers/{mine['id']}{path}")[0] == 404
    assert next_door.api("老王").get("/customers?q=张伟")[1]["items"][0]["id"] != mine["id"]


def test_out_of_reach_is_not_found_and_changes_nothing(far_sail: World) -> None:
    mine = add(far_sail.api("小李"), "张伟", phone=PHONE)
    other, path = far_sail.api("小孙"), f"/customers/{mine['id']}"
    assert other.get(path)[0] == 404
    assert other.patch(path, {"name": "李四", "version": 1})[0] == 404
    assert other.post(f"{path}/reveal-phone")[0] == 404
    assert other.delete(path)[0] == 403  # sales may not delete anybody
    assert far_sail.api("小吴").post(f"{path}/reveal-phone")[0] == 403
    assert far_sail.api("周经理").get(path)[0] == 200  # 华东部 is hers
    with far_sail.inside():
        row = Customer.objects.get(pk=mine["id"])
        assert (row.name, row.version, row.deleted_at) == ("张伟", 1, None)
        assert not AuditEntry.objects.filter(action="customer.reveal_phone").exists()


def test_changes_leave_a_masked_trace(far_sail: World) -> None:
    api = far_sail.api("小李")
    mine = add(api, "张伟", phone=PHONE)
    status, body = api.patch(
        f"/customers/{mine['id']}",
        {"name": "张大伟", "phone": "13900001111", "note": "爱喝茶", "version": 1},
    )
    assert status == 200
    assert (body["name"], body["phone_masked"], body["note"]) == ("张大伟", "139****1111", "爱喝茶")
    assert body["version"] == 2
    with far_sail.inside():
        line = AuditEntry.objects.get(action="customer.update")
        shown = {one["field"]: (one["before"], one["after"]) for one in line.changes}
        assert shown == {
            "name": ("张伟", "张大伟"),
            "note": ("", "爱喝茶"),
            "phone": ("138****5678", "139****1111"),
        }
        assert PushOut.objects.filter(type="customer.changed").exists()
    assert api.get("/customers/search?q=1111")[1]["items"][0]["name"] == "张大伟"
    assert api.get("/customers/search?q=5678")[1]["items"] == []
    assert api.get("/customers/search?q=zdw")[1]["items"][0]["highlight"] == [[0, 3]]


def test_clearing_the_phone_frees_the_number(far_sail: World) -> None:
    api = far_sail.api("小李")
    mine = add(api, "张伟", phone=PHONE)
    status, body = api.patch(f"/customers/{mine['id']}", {"phone": "", "version": 1})
    assert (status, body["phone_masked"]) == (200, "")
    add(api, "小张", phone=PHONE)


def test_an_old_version_gets_the_current_customer(far_sail: World) -> None:
    api = far_sail.api("小李")
    mine = add(api, "张伟")
    path = f"/customers/{mine['id']}"
    assert api.patch(path, {"note": "一", "version": 1})[0] == 200
    status, body = api.patch(path, {"note": "二", "version": 1})
    assert (status, body["code"]) == (409, "stale")
    assert (body["current"]["note"], body["current"]["version"]) == ("一", 2)
    assert api.get(path)[1]["note"] == "一"


def test_changing_to_a_taken_number_is_refused_whole(far_sail: World) -> None:
    api = far_sail.api("小李")
    add(api, "张伟", phone=PHONE)
    other = add(api, "李四")
    path = f"/customers/{other['id']}"
    status, body = api.patch(path, {"note": "新", "phone": PHONE, "version": 1})
    assert (status, body["code"]) == (409, "phone_taken")
    after = api.get(path)[1]
    assert (after["note"], after["phone_masked"], after["version"]) == ("", "", 1)


def test_deleting_and_undoing(far_sail: World) -> None:
    boss = far_sail.api("王总")
    mine = add(far_sail.api("小李"), "张伟", phone=PHONE)
    path = f"/customers/{mine['id']}"
    assert boss.delete(path)[0] == 204
    assert boss.get(path)[0] == 404
    assert boss.delete(path)[0] == 404
    assert boss.get("/customers")[1]["items"] == []
    assert boss.get("/customers/search?q=张伟")[1]["items"] == []
    status, body = boss.post(f"{path}/restore")
    assert (status, body["name"], body["deleted_at"]) == (200, "张伟", None)
    assert boss.post(f"{path}/restore")[0] == 404


def test_undoing_fails_in_words_when_the_number_is_taken(far_sail: World) -> None:
    boss = far_sail.api("王总")
    old = add(boss, "张伟", phone=PHONE)
    assert boss.delete(f"/customers/{old['id']}")[0] == 204
    add(boss, "小张", phone=PHONE)
    status, body = boss.post(f"/customers/{old['id']}/restore")
    assert (status, body["code"], body["customer"]["name"]) == (409, "phone_taken", "小张")
    with far_sail.inside():
        assert Customer.objects.get(pk=old["id"]).deleted_at is not None


def test_handing_over_moves_reach_and_keeps_history(far_sail: World) -> None:
    mine = add(far_sail.api("小李"), "张伟")
    path, xiaosun = f"/customers/{mine['id']}", far_sail.staff["小孙"]
    assert (
        far_sail.api("小李").post(f"{path}/assign", {"owner_id": str(xiaosun.pk), "version": 1})[0]
        == 403
    )
    status, body = far_sail.api("周经理").post(
        f"{path}/assign", {"owner_id": str(xiaosun.pk), "version": 1}
    )
    assert status == 200
    assert (body["owner"]["name"], body["department"]["name"]) == ("小孙", "华南部")
    assert far_sail.api("小李").get(path)[0] == 404
    assert far_sail.api("周经理").get(path)[0] == 404
    assert far_sail.api("小孙").get(path)[0] == 200
    with far_sail.inside():
        first, second = Ownership.objects.order_by("since", "id")
        assert first.until == second.since
        assert (second.owner_id, second.until) == (xiaosun.pk, None)
        assert second.by_id == far_sail.staff["周经理"].pk
        line = AuditEntry.objects.get(action="customer.assign")
        assert {"field": "owner", "before": "小李", "after": "小孙"} in line.changes
        assert OutboxEntry.objects.filter(kind="CustomerAssigned").count() == 1
        topics = set(PushOut.objects.values_list("topic", flat=True))
        assert {f"staff:{far_sail.staff['小李'].pk}", f"staff:{xiaosun.pk}"} <= topics


def test_customers_go_only_to_people_at_work_here(far_sail: World, next_door: World) -> None:
    boss = far_sail.api("王总")
    mine = add(boss, "张伟")
    path = f"/customers/{mine['id']}/assign"
    for nobody in (next_door.staff["老王"].pk, ids.new()):
        status, body = boss.post(path, {"owner_id": str(nobody), "version": 1})
        assert (status, body["errors"][0]["message"]) == (422, "没有这位员工")
    xiaoli = far_sail.staff["小李"]
    boss.post(f"/staff/{xiaoli.pk}/disable", {"version": 1})
    status, body = boss.post(path, {"owner_id": str(xiaoli.pk), "version": 1})
    assert (status, body["detail"]) == (422, "小李已停用,不能再接手")
    with far_sail.inside():
        assert Ownership.objects.count() == 1


def test_only_who_may_assign_adds_for_others(far_sail: World) -> None:
    zhao = str(far_sail.staff["小赵"].pk)
    status, body = far_sail.api("小李").post("/customers", {"name": "张伟", "owner_id": zhao})
    assert (status, body["permission"]) == (403, "customer.assign")
    assert add(far_sail.api("周经理"), "张伟", owner_id=zhao)["owner"]["name"] == "小赵"
    mine = add(far_sail.api("小李"), "李四")
    status, _ = far_sail.api("小李").patch(
        f"/customers/{mine['id']}", {"owner_id": zhao, "version": 1}
    )
    assert status == 403


def test_revealing_a_number_leaves_a_line(far_sail: World) -> None:
    mine = add(far_sail.api("小李"), "张伟", phone=PHONE)
    status, body = far_sail.api("小李").post(f"/customers/{mine['id']}/reveal-phone")
    assert (status, body) == (200, {"phone": "13812345678"})
    with far_sail.inside():
        line = AuditEntry.objects.get(action="customer.reveal_phone")
        assert (line.actor_name, line.object_name, line.object_id) == (
            "小李", "张伟", int(mine["id"]),
        )  # fmt: skip


def test_a_double_tap_adds_once(far_sail: World) -> None:
    api = far_sail.api("小李")
    first = api.post("/customers", {"name": "张伟"}, Idempotency_Key="k1")
    assert api.post("/customers", {"name": "张伟"}, Idempotency_Key="k1") == first
    status, body = api.post("/customers", {"name": "李四"}, Idempotency_Key="k1")
    assert (status, body["code"]) == (409, "idempotency_mismatch")
    with far_sail.inside():
        assert Customer.objects.count() == 1


@pytest.mark.parametrize("bad", ["0", "-1", "abc", "9999999999999999999", str(2**63)])
def test_rubbish_ids_are_not_found_or_invalid(far_sail: World, bad: str) -> None:
    status, _ = far_sail.api("王总").get(f"/customers/{bad}")
    assert status in {404, 422}


def test_a_sealed_value_does_not_open_elsewhere(far_sail: World) -> None:
    add(far_sail.api("小李"), "张伟", phone=PHONE, email="z@example.com")
    with far_sail.inside():
        row = Customer.objects.get()
        Customer.objects.filter(pk=row.pk).update(phone_sealed=row.email_sealed)
    status, _ = far_sail.api("小李").post(f"/customers/{row.pk}/reveal-phone")
    assert status == 500
    assert clock.now() >= row.created_at
