"""张阿姨 scans 小李's card, agrees, is known; and everything that may go wrong on the way."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import RequestFactory

from keliu.customers import ports, rules
from keliu.customers import public as customers
from keliu.customers.api.visitor import oauth_return
from keliu.customers.models import Consent, Customer, Identity
from keliu.customers.tests.factories import AUNT_ZHANG, FakeWeChat, add, cards_of, install
from keliu.kit import clock
from keliu.platform.models import AuditEntry, OutboxEntry, Ticket
from tests.cast import Api, World

BOTH = ["radar", "profile"]


@pytest.fixture
def wechat(far_sail: World, next_door: World, monkeypatch: pytest.MonkeyPatch) -> FakeWeChat:
    """LI leads to 小李's card, WANG to 老王's."""
    fake = FakeWeChat()
    fake.people["c1"] = AUNT_ZHANG
    install(monkeypatch, fake, cards_of(("LI", far_sail, "小李"), ("WANG", next_door, "老王")))
    return fake


PHONE = Api()  # 张阿姨's, with the cookies of its browser


def consent(code: str = "LI", **more: Any) -> tuple[int, Any]:
    asked = {"code": code, "purposes": BOTH, "version": rules.CONSENT_VERSION, "accept": True}
    return PHONE.post("/visitor/consent", {**asked, **more})


def come_back(
    wechat: FakeWeChat, code: str = "c1", host: str = "testserver", phone: Api | None = None
) -> dict[str, str]:
    """The browser returns from WeChat; what the card page finds in its address."""
    _, _, state = wechat.asked[-1]
    browser = RequestFactory()
    browser.cookies = (phone or PHONE).client.cookies
    request = browser.get(
        "/wx/oauth/return", {"code": code, "state": state}, headers={"host": host}
    )
    response = oauth_return(request)
    assert response.status_code == 302
    path, _, query = response["Location"].partition("?")
    assert path == "/m/#/pages/card/index"
    return {name: values[0] for name, values in parse_qs(query).items()}


def known(wechat: FakeWeChat, code: str = "LI", **more: Any) -> tuple[str, dict[str, Any]]:
    """The whole way: (token, customer)."""
    assert consent(code, **more)[0] == 200
    status, body = Api().post("/visitor/enter", {"ticket": come_back(wechat)["enter"]})
    assert status == 200, body
    return body["token"], body["customer"]


def test_aunt_zhang_agrees_and_is_known(far_sail: World, wechat: FakeWeChat) -> None:
    status, body = consent(share_id="5")
    state = wechat.asked[0][2]
    assert (status, body) == (
        200, {"authorize_url": f"https://wechat.test/authorize?state={state}", "enter_url": None},
    )  # fmt: skip
    assert wechat.asked[0][:2] == (far_sail.merchant.pk, "http://testserver/wx/oauth/return")
    back = come_back(wechat)
    assert (back["c"], back["s"]) == ("LI", "5")
    status, body = Api().post("/visitor/enter", {"ticket": back["enter"]})
    assert (status, body["customer"]["name"]) == (200, "张阿姨")
    assert body["customer"]["avatar_url"] == "https://img.test/zhang.png"
    status, seen = far_sail.api("小李").get(f"/customers/{body['customer']['id']}")
    assert (status, seen["name"], seen["source"], seen["wechat_name"]) == (
        200, "张阿姨", "card", "张阿姨",
    )  # fmt: skip
    assert seen["owner"]["name"] == "小李"
    with far_sail.inside():
        event = OutboxEntry.objects.get(kind="CustomerKnown").payload
        assert (event["is_new"], event["code_id"], event["share_id"]) == (True, 90, 5)
        assert event["purposes"] == BOTH
        assert customers.has_consent(int(body["customer"]["id"]), "radar")


def test_consent_is_recorded_with_its_words(far_sail: World, wechat: FakeWeChat) -> None:
    _, customer = known(wechat)
    _, body = far_sail.api("小李").get(f"/customers/{customer['id']}/consents")
    assert {(one["purpose"], one["title"]["zh"], one["channel"]) for one in body["items"]} == {
        ("radar", "记住您看过什么", "h5"),
        ("profile", "使用您的微信昵称和头像", "h5"),
    }
    with far_sail.inside():
        row = Consent.objects.get(purpose="radar")
        assert row.text_hash == rules.PURPOSES["radar"].text_hash
        assert row.text_version == rules.CONSENT_VERSION


def test_refusing_keeps_nothing(far_sail: World, wechat: FakeWeChat) -> None:
    assert consent(accept=False) == (200, {"authorize_url": None, "enter_url": None})
    assert wechat.asked == []
    assert not Ticket.objects.filter(kind="visitor_state").exists()
    with far_sail.inside():
        assert Customer.objects.count() == 0


def test_without_profile_she_stays_a_visitor(far_sail: World, wechat: FakeWeChat) -> None:
    _, customer = known(wechat, purposes=["radar"])
    assert customer["name"] == rules.visitor_name(int(customer["id"]))
    assert customer["avatar_url"] is None
    with far_sail.inside():
        row = Customer.objects.get()
        assert (row.wechat_name, row.avatar_url) == ("", "")
        assert "张阿姨" not in str(list(AuditEntry.objects.values()))


def test_who_only_orders_is_known_but_not_followed(far_sail: World, wechat: FakeWeChat) -> None:
    """Buying needs nothing but the purpose for it: no name, no picture, no trail."""
    _, customer = known(wechat, purposes=["order"])
    assert customer["name"] == rules.visitor_name(int(customer["id"]))
    with far_sail.inside():
        assert customers.has_consent(int(customer["id"]), "order")
        assert not customers.has_consent(int(customer["id"]), "radar")
        assert Customer.objects.get().avatar_url == ""


def test_wechat_ids_are_sealed(far_sail: World, wechat: FakeWeChat) -> None:
    known(wechat)
    with far_sail.inside():
        rows = list(Identity.objects.values())
        assert {row["kind"] for row in rows} == {"openid", "unionid"}
        stored = " ".join(
            str([bytes(row["value_index"]), bytes(row["value_sealed"])]) for row in rows
        )
        assert "o-zhang" not in stored
        assert "u-zhang" not in stored


def test_coming_again_is_the_same_person(far_sail: World, wechat: FakeWeChat) -> None:
    first = known(wechat)[1]["id"]
    assert known(wechat)[1]["id"] == first
    with far_sail.inside():
        assert (Customer.objects.count(), Identity.objects.count(), Consent.objects.count()) == (
            1, 2, 2,
        )  # fmt: skip
        events = OutboxEntry.objects.filter(kind="CustomerKnown").order_by("id")
        assert [one.payload["is_new"] for one in events] == [True, False]
        assert events[1].payload["purposes"] == []


def test_the_mini_program_knows_her_by_unionid(far_sail: World, wechat: FakeWeChat) -> None:
    first = known(wechat)[1]["id"]
    wechat.people["js"] = replace(AUNT_ZHANG, appid="wxmini", openid="m-zhang", nickname="")
    asked = {"code": "js", "card_code": "LI", "purposes": [], "version": rules.CONSENT_VERSION}
    status, body = Api().post("/visitor/mini/login", asked)
    assert (status, body["customer"]["id"], body["customer"]["name"]) == (200, first, "张阿姨")
    assert Api(body["token"]).get("/visitor/me")[0] == 200
    with far_sail.inside():
        assert Identity.objects.filter(kind="openid").count() == 2


def test_the_mini_program_asks_strangers_first(far_sail: World, wechat: FakeWeChat) -> None:
    wechat.people["js"] = replace(AUNT_ZHANG, appid="wxmini", openid="m-zhang")
    asked = {"code": "js", "card_code": "LI", "purposes": [], "version": rules.CONSENT_VERSION}
    status, body = Api().post("/visitor/mini/login", asked)
    assert (status, body["code"]) == (409, "consent_required")
    with far_sail.inside():
        assert Customer.objects.count() == 0
    status, body = Api().post("/visitor/mini/login", {**asked, "purposes": ["radar"]})
    assert status == 200
    with far_sail.inside():
        assert Consent.objects.get().channel == "mini"


def test_next_door_knows_another_person(
    far_sail: World, next_door: World, wechat: FakeWeChat
) -> None:
    ours, theirs = known(wechat), known(wechat, "WANG")
    assert ours[1]["id"] != theirs[1]["id"]
    assert Api(theirs[0]).get("/visitor/me")[1]["merchant"]["name"] == "老王水果店"
    assert next_door.api("老王").get(f"/customers/{ours[1]['id']}")[0] == 404
    with far_sail.inside(), pytest.raises(Exception, match="没有找到"):
        customers.card(int(theirs[1]["id"]))


def test_a_state_works_once(far_sail: World, wechat: FakeWeChat) -> None:
    consent()
    assert "enter" in come_back(wechat)
    assert come_back(wechat) == {"failed": "ticket_gone"}


def test_a_state_dies_after_ten_minutes(far_sail: World, wechat: FakeWeChat) -> None:
    consent()
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        assert come_back(wechat) == {"failed": "ticket_gone"}
    with far_sail.inside():
        assert Customer.objects.count() == 0


def test_a_state_belongs_to_its_host(far_sail: World, wechat: FakeWeChat) -> None:
    consent()
    assert come_back(wechat, host="localhost") == {"failed": "ticket_gone"}
    with far_sail.inside():
        assert Customer.objects.count() == 0


def test_a_made_up_state_is_refused(far_sail: World, wechat: FakeWeChat) -> None:
    wechat.asked.append((0, "", "made-up"))
    assert come_back(wechat) == {"failed": "ticket_gone"}


def test_an_unknown_code_makes_nobody(far_sail: World, wechat: FakeWeChat) -> None:
    consent()
    assert come_back(wechat, code="other") == {"failed": "not_found"}
    with far_sail.inside():
        assert Customer.objects.count() == 0


def test_a_page_preview_is_no_person(far_sail: World, wechat: FakeWeChat) -> None:
    wechat.people["c1"] = replace(AUNT_ZHANG, snapshot=True)
    consent()
    assert come_back(wechat) == {"failed": "snapshot_user"}
    with far_sail.inside():
        assert (Customer.objects.count(), Identity.objects.count()) == (0, 0)


def test_the_enter_ticket_works_once(far_sail: World, wechat: FakeWeChat) -> None:
    consent()
    ticket = come_back(wechat)["enter"]
    assert Api().post("/visitor/enter", {"ticket": ticket})[0] == 200
    status, body = Api().post("/visitor/enter", {"ticket": ticket})
    assert (status, body["code"]) == (401, "ticket_gone")
    assert Api().post("/visitor/enter", {"ticket": "made-up"})[0] == 401


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"code": "NOBODY"}, 404, "not_found"),
        ({"version": "1999"}, 409, "consent_outdated"),
        ({"purposes": []}, 422, "invalid"),
        ({"purposes": ["everything"]}, 422, "invalid"),
        ({"share_id": "x"}, 422, "invalid"),
    ],
)
def test_wrong_consents_go_nowhere(
    far_sail: World, wechat: FakeWeChat, more: dict[str, Any], status: int, code: str
) -> None:
    got, body = consent(**more)
    assert (got, body["code"]) == (status, code)
    assert wechat.asked == []


def test_her_privacy_page(far_sail: World, wechat: FakeWeChat) -> None:
    token, customer = known(wechat)
    status, body = Api(token).get("/visitor/me")
    assert (status, body["customer"], body["merchant"]["name"]) == (200, customer, "远航集团")
    assert {one["purpose"] for one in body["consents"]} == set(BOTH)
    assert body["data"][0] == {"label": {"zh": "同意记录", "en": "Consents"}, "count": 2}
    assert Api(token).get("/customers")[0] == 401
    assert Api(far_sail.token("小李")).get("/visitor/me")[0] == 401


def test_withdrawing_takes_name_and_trail(
    far_sail: World, wechat: FakeWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, str]] = []
    monkeypatch.setattr(
        ports.Ports, "deidentifiers", [lambda one, purpose: asked.append((one, purpose))]
    )
    token, customer = known(wechat)
    mine = int(customer["id"])
    status, body = Api(token).post("/visitor/consents/withdraw", {"purpose": "profile"})
    assert (status, body["customer"]["name"]) == (200, rules.visitor_name(mine))
    assert body["customer"]["avatar_url"] is None
    status, _ = Api(token).post("/visitor/consents/withdraw", {"purpose": "radar"})
    assert asked == [(mine, "profile"), (mine, "radar")]
    with far_sail.inside():
        assert not customers.has_consent(mine, "radar")
        assert Consent.objects.filter(withdrawn_at__isnull=False).count() == 2
    status, body = Api(token).post("/visitor/consents/withdraw", {"purpose": "radar"})
    assert (status, body["code"]) == (404, "not_found")
    assert len(asked) == 2


def test_agreeing_again_adds_to_the_history(far_sail: World, wechat: FakeWeChat) -> None:
    token, customer = known(wechat)
    api = Api(token)
    api.post("/visitor/consents/withdraw", {"purpose": "radar"})
    again = {"purpose": "radar", "version": rules.CONSENT_VERSION}
    status, body = api.post("/visitor/consents/grant", again)
    radar = [one for one in body["consents"] if one["purpose"] == "radar"]
    assert status == 200
    assert [one["withdrawn_at"] is None for one in radar] == [True, False]
    assert api.post("/visitor/consents/grant", again)[0] == 200
    assert api.post("/visitor/consents/grant", {**again, "version": "1999"})[0] == 409
    assert api.post("/visitor/consents/grant", {**again, "purpose": "all"})[0] == 422
    with far_sail.inside():
        assert Consent.objects.filter(customer_id=customer["id"], purpose="radar").count() == 2


def test_a_name_chosen_at_work_stays(far_sail: World, wechat: FakeWeChat) -> None:
    token, customer = known(wechat)
    path = f"/customers/{customer['id']}"
    row = far_sail.api("小李").get(path)[1]
    status, _ = far_sail.api("小李").patch(
        path, {"name": "张阿姨(三楼)", "version": row["version"]}
    )
    assert status == 200
    known(wechat)
    Api(token).post("/visitor/consents/withdraw", {"purpose": "profile"})
    assert far_sail.api("小李").get(path)[1]["name"] == "张阿姨(三楼)"


def test_she_takes_her_data_along(
    far_sail: World, wechat: FakeWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ports.Ports, "exporters", [lambda one: ("visits", [{"id": str(one)}])])
    token, customer = known(wechat)
    row = far_sail.api("小李").get(f"/customers/{customer['id']}")[1]
    far_sail.api("小李").patch(
        f"/customers/{customer['id']}",
        {"phone": "13812345678", "note": "爱还价", "version": row["version"]},
    )
    status, body = Api(token).get("/visitor/export")
    assert (status, body["profile"]["phone"]) == (200, "+8613812345678")
    assert body["visits"] == [{"id": customer["id"]}]
    assert len(body["consents"]) == 2
    assert "爱还价" not in str(body)


def test_a_deleted_customer_is_signed_out_and_comes_back_new(
    far_sail: World, wechat: FakeWeChat
) -> None:
    token, customer = known(wechat)
    assert far_sail.api("王总").delete(f"/customers/{customer['id']}")[0] == 204
    assert Api(token).get("/visitor/me")[0] == 401
    consent()
    assert known(wechat)[1]["id"] != customer["id"]


def test_the_card_may_go_while_she_is_at_wechat(
    far_sail: World, wechat: FakeWeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    consent()
    monkeypatch.setattr(ports.Ports, "code_target", staticmethod(cards_of()))
    assert "enter" in come_back(wechat)
    with far_sail.inside():
        row = Customer.objects.get()
        assert (row.owner_id, row.source) == (None, "wechat")


def test_a_disabled_seller_gets_no_new_customers(far_sail: World, wechat: FakeWeChat) -> None:
    far_sail.api("王总").post(f"/staff/{far_sail.staff['小李'].pk}/disable", {"version": 1})
    known(wechat)
    with far_sail.inside():
        assert Customer.objects.get().owner_id is None


def test_consents_can_not_be_rewritten(far_sail: World, wechat: FakeWeChat) -> None:
    known(wechat)
    for change in ({"purpose": "profile"}, {"granted_at": clock.now()}):
        with far_sail.inside(), pytest.raises(Exception, match="permission denied"):
            Consent.objects.filter(purpose="radar").update(**change)


def test_an_existing_customer_keeps_owner_and_source(far_sail: World, wechat: FakeWeChat) -> None:
    _, customer = known(wechat)
    sun = str(far_sail.staff["小孙"].pk)
    row = far_sail.api("王总").get(f"/customers/{customer['id']}")[1]
    far_sail.api("王总").post(
        f"/customers/{customer['id']}/assign", {"owner_id": sun, "version": row["version"]}
    )
    known(wechat)
    assert far_sail.api("王总").get(f"/customers/{customer['id']}")[1]["owner"]["name"] == "小孙"
    add(far_sail.api("小李"), "别人")
    assert urlsplit(wechat.asked[-1][1]).path == "/wx/oauth/return"
