"""A visitor leaves a number: from WeChat or typed; nobody becomes somebody else by it."""

from typing import Any

import pytest

from keliu.customers import rules
from keliu.customers.models import Customer, DuplicatePair, Identity
from keliu.customers.tests.factories import AUNT_ZHANG, FakeWeChat, add, cards_of, install
from keliu.platform.models import AuditEntry
from tests.cast import Api, World

NUMBER = "13800138001"


@pytest.fixture
def wechat(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> FakeWeChat:
    fake = FakeWeChat()
    fake.people["c1"] = AUNT_ZHANG
    fake.numbers["p1"] = f"+86{NUMBER}"
    install(monkeypatch, fake, cards_of(("LI", far_sail, "小李")))
    return fake


@pytest.fixture
def aunt(wechat: FakeWeChat) -> Api:
    """张阿姨 in the mini program, known."""
    asked = {"code": "c1", "card_code": "LI", "purposes": ["radar"]}
    body = Api().post("/visitor/mini/login", {**asked, "version": rules.CONSENT_VERSION})[1]
    return Api(body["token"])


def leave(api: Api, **given: Any) -> tuple[int, Any]:
    return api.post("/visitor/phone", given)


def test_one_tap_gives_the_number(far_sail: World, aunt: Api) -> None:
    assert leave(aunt, code="p1") == (200, {"phone_masked": "138****8001"})
    with far_sail.inside():
        row = Customer.objects.get()
        assert row.phone_masked == "138****8001"
        entry = AuditEntry.objects.get(action="customer.phone_wechat")
        assert entry.actor_id is None
        assert NUMBER not in repr(entry.changes)
    assert leave(aunt, code="p1")[1]["code"] == "phone_unavailable"  # a code works once


def test_typing_is_the_way_when_wechat_gives_none(far_sail: World, aunt: Api) -> None:
    status, body = leave(aunt, code="nothing")
    assert (status, body["code"]) == (409, "phone_unavailable")
    assert "直接输入" in body["detail"]
    assert leave(aunt, phone=" 138 0013 8001 ")[0] == 200
    with far_sail.inside():
        assert Customer.objects.get().phone_masked == "138****8001"


@pytest.mark.parametrize(
    "given", [{}, {"phone": "1380"}, {"phone": "x"}, {"code": "p1", "phone": NUMBER}, {"code": ""}]
)
def test_what_is_no_number_is_refused(far_sail: World, aunt: Api, given: Any) -> None:
    assert leave(aunt, **given)[0] == 422
    with far_sail.inside():
        assert Customer.objects.get().phone_index is None


@pytest.mark.parametrize("how", ["code", "phone"])
def test_anothers_number_never_becomes_that_other(far_sail: World, aunt: Api, how: str) -> None:
    """W6: the visitor learns nothing, gets nothing; the merchant sees that two may be one."""
    with far_sail.inside():
        me = Customer.objects.get()
    added = add(far_sail.api("小赵"), "李叔", phone=NUMBER)
    other = int(added["id"])
    given = {"code": "p1"} if how == "code" else {"phone": NUMBER}
    assert leave(aunt, **given) == (200, {"phone_masked": "138****8001"})
    with far_sail.inside():
        assert Customer.objects.get(pk=other).version == added["version"]
        assert Customer.objects.get(pk=me.pk).phone_index is None
        assert Identity.objects.get(kind="phone").customer_id == me.pk
        pair = DuplicatePair.objects.get()
        assert {pair.low_id, pair.high_id} == {me.pk, other}
        assert "phone" in pair.reasons
    assert aunt.get("/visitor/me")[1]["customer"]["id"] == str(me.pk)


def test_a_second_number_is_kept_beside_the_first(far_sail: World, aunt: Api) -> None:
    assert leave(aunt, phone=NUMBER)[0] == 200
    assert leave(aunt, phone="13900139000")[1] == {"phone_masked": "139****9000"}
    assert leave(aunt, phone="13900139000")[0] == 200
    with far_sail.inside():
        assert Customer.objects.get().phone_masked == "138****8001"
        assert Identity.objects.filter(kind="phone").count() == 1


def test_nobody_leaves_numbers_without_end(far_sail: World, aunt: Api) -> None:
    for at in range(6):
        assert leave(aunt, phone=f"1390013900{at}")[0] == 200
    assert leave(aunt, phone="13900139009")[1]["code"] == "phones_full"


def test_only_a_known_visitor_leaves_a_number(far_sail: World, wechat: FakeWeChat) -> None:
    assert leave(Api(), code="p1")[0] == 401
    assert leave(far_sail.api("小李"), code="p1")[0] == 401
    assert "p1" in wechat.numbers
