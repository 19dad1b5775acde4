"""Other systems hear at once, signed, in order, and only what they should."""

from datetime import timedelta
from typing import Any

from keliu.hooks.models import Hook, HookDelivery
from keliu.hooks.rules import signing
from keliu.hooks.services import recording
from keliu.hooks.tests.receiver import Receiver
from keliu.hooks.tests.story import (
    ALL,
    add_customer,
    add_hook,
    aunt,
    change,
    log,
    relay,
    signed,
    told,
    work,
)
from keliu.kit import clock
from tests.cast import World


def test_what_she_puts_right_on_her_phone_is_in_the_erp(
    far_sail: World, receiver: Receiver
) -> None:
    hook = add_hook(far_sail, receiver.url)
    phone, customer_id = aunt(far_sail)
    given = {"name": "张秀英", "phone": "13812345678", "address": "东门桥 8 号"}
    assert phone.patch("/visitor/details", given)[0] == 200
    told(far_sail, hook)
    [heard] = receiver.heard
    assert signed(heard, hook["secret"])
    assert not signed(heard, signing.new_secret())
    assert abs(int(heard.headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    said = heard.said
    assert (said["type"], said["version"]) == ("customer.updated", 1)
    assert said["merchant_id"] == str(far_sail.merchant.pk)
    data = said["data"]
    assert data["id"] == data["customer"]["id"] == str(customer_id)
    assert {"name", "phone", "address"} == set(data["changed"])
    assert (data["customer"]["name"], data["customer"]["phone_masked"]) == ("张秀英", "138****5678")
    assert data["customer"]["updated_at"].endswith("Z")
    assert b"13812345678" not in heard.body
    assert "东门桥" not in heard.body.decode()
    [row] = log(far_sail, hook)
    assert (row["state"], row["status"], row["tries"]) == ("done", 204, 1)


def test_the_record_is_what_the_owner_sees(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url)
    customer = add_customer(far_sail, phone="13812345678", email="zhang@example.com")
    told(far_sail, hook)
    seen = far_sail.api("王总").get(f"/customers/{customer['id']}")[1]
    [heard] = receiver.heard
    assert heard.said["data"]["customer"] == {
        name: value for name, value in seen.items() if name != "can"
    }


def test_encrypted_fields_only_where_they_are_wanted(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url, carries_sealed=True)
    add_customer(far_sail, phone="13812345678", email="zhang@example.com", address="东门桥 8 号")
    told(far_sail, hook)
    customer = receiver.heard[0].said["data"]["customer"]
    assert (customer["phone"], customer["email"]) == ("+8613812345678", "zhang@example.com")
    assert customer["address"] == "东门桥 8 号"
    with far_sail.inside():
        kept = bytes(HookDelivery.objects.get().body_sealed or b"")
    assert b"13812345678" not in kept


def test_only_what_is_wanted_and_only_while_it_is_on(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url, kinds=["customer.deleted"])
    customer = add_customer(far_sail)
    told(far_sail, hook)
    assert receiver.heard == []
    boss = far_sail.api("王总")
    off = boss.patch(f"/hooks/{hook['id']}", {"on": False, "version": hook["version"]})[1]
    assert off["off"] == "person"
    assert boss.post(f"/hooks/{hook['id']}/trial")[1]["code"] == "hook_off"
    assert far_sail.api("王总").delete(f"/customers/{customer['id']}")[0] == 204
    told(far_sail, hook)
    assert receiver.heard == []
    with far_sail.inside():
        assert HookDelivery.objects.count() == 0


def test_the_neighbour_hears_nothing(far_sail: World, next_door: World, receiver: Receiver) -> None:
    asked = {"name": "收银机", "url": receiver.url, "kinds": ALL}
    hook = next_door.api("老王").post("/hooks", asked)[1]
    add_customer(far_sail)
    relay(far_sail)
    relay(next_door)
    work(next_door, hook)
    assert receiver.heard == []
    assert far_sail.api("王总").get(f"/hooks/{hook['id']}")[0] == 404


def test_in_order_per_record_whatever_fails(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url)
    first, other = add_customer(far_sail, "甲"), add_customer(far_sail, "乙")
    receiver.answer = lambda heard: (
        (500, "坏了".encode()) if heard.said["data"]["id"] == first["id"] else 200
    )
    change(far_sail, first, company="甲公司")
    change(far_sail, other, company="乙公司")
    told(far_sail, hook)
    heard = [(one.said["data"]["id"], one.said["type"]) for one in receiver.heard]
    assert heard == [
        (first["id"], "customer.created"),
        (other["id"], "customer.created"),
        (other["id"], "customer.updated"),
    ]
    failed = log(far_sail, hook, "?state=waiting")[-1]
    assert (failed["status"], failed["tries"], failed["record_id"]) == (500, 1, first["id"])
    one = far_sail.api("王总").get(f"/hooks/{hook['id']}/deliveries/{failed['id']}")[1]
    assert one["answer"] == "坏了"
    assert one["body"].encode() == receiver.heard[0].body
    receiver.answer = lambda _: 200
    with clock.frozen(clock.now() + timedelta(seconds=6)):
        work(far_sail, hook)
    assert receiver.kinds()[3:] == ["customer.created", "customer.updated"]
    assert receiver.heard[3].headers["webhook-id"] == receiver.heard[0].headers["webhook-id"]
    assert receiver.heard[3].body == receiver.heard[0].body


def test_a_trial_says_hello(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url)
    row = far_sail.api("王总").post(f"/hooks/{hook['id']}/trial")[1]
    work(far_sail, hook)
    [heard] = receiver.heard
    assert (heard.said["type"], heard.said["data"]) == ("hook.trial", {"id": hook["id"]})
    assert heard.headers["webhook-id"] == f"msg_{row['id']}"


def test_a_new_secret_signs_beside_the_old_one_for_a_day(
    far_sail: World, receiver: Receiver
) -> None:
    hook = add_hook(far_sail, receiver.url)
    place = f"/hooks/{hook['id']}"
    new = far_sail.api("王总").post(f"{place}/renew-secret", {"version": hook["version"]})[1]
    assert new["secret"] != hook["secret"]
    assert "secret" not in far_sail.api("王总").get(place)[1]
    add_customer(far_sail)
    told(far_sail, hook)
    assert signed(receiver.heard[0], hook["secret"])
    assert signed(receiver.heard[0], new["secret"])
    add_customer(far_sail, "乙")
    with clock.frozen(clock.now() + timedelta(hours=25)):
        told(far_sail, hook)
    assert not signed(receiver.heard[-1], hook["secret"])
    assert signed(receiver.heard[-1], new["secret"])


def test_bad_input_and_the_wrong_person(far_sail: World, settings: Any) -> None:
    settings.HOOKS_PRIVATE = False
    boss = far_sail.api("王总")
    asked = {"name": "ERP", "url": "https://10.0.0.1/x", "kinds": ["customer.exploded"]}
    status, body = boss.post("/hooks", asked)
    assert status == 422
    assert {one["field"] for one in body["errors"]} == {"url", "kinds"}
    good = {**asked, "url": "https://erp.example.com/keliu", "kinds": ALL}
    for name in ("周经理", "小李"):
        assert far_sail.api(name).post("/hooks", good)[0] == 403
    for _ in range(20):
        assert boss.post("/hooks", good)[0] == 200
    assert boss.post("/hooks", good)[1]["code"] == "too_many_hooks"
    with far_sail.inside():
        assert Hook.objects.count() == 20


def test_a_deleted_endpoint_hears_nothing_more(far_sail: World, receiver: Receiver) -> None:
    hook = add_hook(far_sail, receiver.url)
    add_customer(far_sail)
    relay(far_sail)
    assert far_sail.api("王总").delete(f"/hooks/{hook['id']}")[0] == 204
    work(far_sail, hook)
    assert receiver.heard == []
    with far_sail.inside():
        assert HookDelivery.objects.get().state == "failed"


def test_news_of_a_new_endpoint_reaches_a_process_that_thought_there_was_none(
    far_sail: World, receiver: Receiver
) -> None:
    add_customer(far_sail, "早")
    relay(far_sail)
    assert not recording.anybody(far_sail.merchant.pk, "customer.created")
    hook = add_hook(far_sail, receiver.url)
    add_customer(far_sail, "晚")
    told(far_sail, hook)
    names = [one.said["data"]["customer"]["name"] for one in receiver.heard]
    assert "晚" in names


def test_who_asks_for_a_further_kind_hears_it(far_sail: World, receiver: Receiver) -> None:
    """While nobody wants a kind nobody is asked; what an endpoint changes is noticed."""
    hook = add_hook(far_sail, receiver.url, kinds=["customer.deleted"])
    add_customer(far_sail, "早")
    relay(far_sail)
    assert not recording.anybody(far_sail.merchant.pk, "customer.created")
    assert recording.anybody(far_sail.merchant.pk, "customer.deleted")
    asked = {"version": hook["version"], "kinds": ["customer.created"]}
    assert far_sail.api("王总").patch(f"/hooks/{hook['id']}", asked)[0] == 200
    add_customer(far_sail, "晚")
    told(far_sail, hook)
    assert "晚" in [one.said["data"]["customer"]["name"] for one in receiver.heard]
