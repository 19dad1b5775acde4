"""Connecting accounts: who may, what is shown and what never, keys replaced without a gap."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.conf import LazySettings

from keliu.kit import clock
from keliu.platform.models import AuditEntry, Route
from keliu.wechat import apps_of, codes, login
from keliu.wechat.models import Account
from keliu.wechat.rules import capabilities
from keliu.wechat.services import accounts
from keliu.wechat.tests.fake import Fake, fake_wechat, refusal
from tests.cast import World

SECRET = "0123456789abcdef0123456789abcdef"
GIVEN = {
    "kind": "oa", "type": "service", "verified": True, "name": "远航集团",
    "appid": "wx00000000000000aa", "secret": SECRET, "original_id": "gh_0123456789ab",
}  # fmt: skip
MINI = {**GIVEN, "kind": "mini", "type": "mini", "appid": "wx00000000000000cc"}


@pytest.fixture
def wechat(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with fake_wechat(monkeypatch) as fake:
        fake.answers["/cgi-bin/callback/check"] = {"dns": [{"ip": "1.1.1.1"}], "ping": []}
        fake.answers["/cgi-bin/getcallbackip"] = {"ip_list": ["1.1.1.1", "1.1.1.2"]}
        yield fake


def connected(world: World, **fields: Any) -> dict[str, Any]:
    status, body = world.api("王总").post("/wechat/accounts", {**GIVEN, **fields})
    assert status == 200, body
    return dict(body)


def path(account: dict[str, Any]) -> str:
    return f"/wechat/accounts/{account['id']}"


def test_the_owner_connects_and_pastes_into_wechats_console(far_sail: World, wechat: Fake) -> None:
    made = connected(far_sail)
    assert made["is_default"]
    assert made["verified_at"] is None
    status, fields = far_sail.api("王总").post(f"{path(made)}/console-fields")
    assert status == 200
    key = fields["callback_url"].rsplit("/", 1)[1]
    assert (len(key), len(fields["token"]), len(fields["encoding_aes_key"])) == (32, 32, 43)
    assert fields["encoding_aes_key"].isalnum()
    route = Route.objects.get(kind="wechat_push", key=key)
    assert (route.merchant_id, route.target_id) == (far_sail.merchant.pk, int(made["id"]))
    with far_sail.inside():
        actions = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"account.connect", "account.reveal"} <= actions


def test_no_secret_ever_comes_out_again(far_sail: World, wechat: Fake) -> None:
    made = connected(far_sail)
    api = far_sail.api("王总")
    with far_sail.inside():
        push = accounts.push_secrets(Account.objects.get())
    new = "ffffffffffffffffffffffffffffffff"
    seen = [
        made,
        api.get("/wechat/accounts"),
        api.get(path(made)),
        api.patch(path(made), {"secret": new, "version": 1}),
        api.get(f"{path(made)}/health"),
        api.post(f"{path(made)}/check"),
        api.get("/audit?limit=50"),
    ]
    for secret in (SECRET, new, push.token, push.aes_key, "t1'"):
        assert secret not in repr(seen)
    with far_sail.inside():
        row = Account.objects.get()
        assert SECRET.encode() not in bytes(row.secret_sealed)
        noted = repr(list(AuditEntry.objects.values_list("changes", flat=True)))
        assert SECRET not in noted
        assert new not in noted


@pytest.mark.parametrize("who", ["周经理", "小李", "小吴"])
def test_only_who_may_connect_connects(far_sail: World, wechat: Fake, who: str) -> None:
    made = connected(far_sail)
    assert far_sail.api(who).post("/wechat/accounts", MINI)[0] == 403
    for verb in ("console-fields", "check", "rotate", "disable"):
        assert far_sail.api(who).post(f"{path(made)}/{verb}", {"version": 1})[0] in {403, 422}
    with far_sail.inside():
        assert Account.objects.get().version == 1
    assert far_sail.api(who).get("/wechat/accounts")[0] == (403 if who == "小李" else 200)


def test_an_appid_is_connected_once(far_sail: World, next_door: World, wechat: Fake) -> None:
    connected(far_sail)
    status, body = far_sail.api("王总").post("/wechat/accounts", GIVEN)
    assert (status, body["code"]) == (409, "account_known")
    assert (
        next_door.api("老王").post("/wechat/accounts", GIVEN)[0] == 200
    )  # theirs, with its own key
    assert next_door.api("老王").get("/wechat/accounts")[1]["items"][0]["is_default"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"appid": "gh_123"}, {"secret": "short"}, {"secret": ""}, {"original_id": "wx12345"},
        {"name": " "}, {"type": "mini"}, {"kind": "wecom"}, {"mode": "plain"},
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(
    far_sail: World, wechat: Fake, wrong: dict[str, str]
) -> None:
    assert far_sail.api("王总").post("/wechat/accounts", {**GIVEN, **wrong})[0] == 422
    with far_sail.inside():
        assert not Account.objects.exists()


def test_a_new_key_works_beside_the_old_until_it_is_retired(far_sail: World, wechat: Fake) -> None:
    made, api = connected(far_sail), far_sail.api("王总")
    with far_sail.inside():
        before = accounts.push_secrets(Account.objects.get())
    old = made["callback_url"].rsplit("/", 1)[1]
    for at, what in enumerate(("aes_key", "address", "token"), start=1):
        status, body = api.post(f"{path(made)}/rotate", {"what": what, "version": at})
        assert status == 200, body
    assert body["rotating"]
    with far_sail.inside():
        after = accounts.push_secrets(Account.objects.get())
    assert after.aes_key_before == before.aes_key
    assert after.aes_key != before.aes_key
    assert after.token != before.token
    assert set(Route.objects.filter(kind="wechat_push").values_list("key", flat=True)) == {
        old, body["callback_url"].rsplit("/", 1)[1],
    }  # fmt: skip
    assert api.post(f"{path(made)}/retire", {"version": 4})[1]["code"] == "key_still_used"
    with far_sail.inside():
        Account.objects.update(verified_at=clock.now())
    assert api.post(f"{path(made)}/retire", {"version": 4})[0] == 200
    assert not Route.objects.filter(kind="wechat_push", key=old).exists()
    with far_sail.inside():
        assert accounts.push_secrets(Account.objects.get()).aes_key_before is None


def test_the_default_passes_on(far_sail: World, wechat: Fake) -> None:
    first = connected(far_sail)
    second = connected(far_sail, appid="wx00000000000000bb", name="第二个")
    api = far_sail.api("王总")
    assert api.post(f"{path(second)}/default", {"version": 1})[1]["is_default"]
    assert not api.get(path(first))[1]["is_default"]
    assert api.delete(path(second))[0] == 204
    assert api.get(path(first))[1]["is_default"]
    assert api.get(path(second))[0] == 404
    assert not Route.objects.filter(kind="wechat_push", target_id=int(second["id"])).exists()
    connected(far_sail, appid="wx00000000000000bb", name="又接回来")


def test_stale_changes_are_refused(far_sail: World, wechat: Fake) -> None:
    made, api = connected(far_sail), far_sail.api("王总")
    assert api.patch(path(made), {"name": "新名字", "version": 1})[0] == 200
    status, body = api.patch(path(made), {"name": "旧窗口", "version": 1})
    assert (status, body["code"], body["current"]["name"]) == (409, "stale", "新名字")


def test_the_check_up_names_cause_and_fix(far_sail: World, wechat: Fake) -> None:
    made, api = connected(far_sail), far_sail.api("王总")
    found = {one["key"]: one for one in api.post(f"{path(made)}/check")[1]["items"]}
    assert [found[key]["state"] for key in ("secret", "network", "addresses")] == ["good"] * 3
    assert "2 个地址" in found["addresses"]["found"]["zh"]
    assert found["pushes"]["state"] == "bad"
    told = {"errcode": 40164, "errmsg": "invalid ip 61.50.1.2, not in whitelist rid: 6172-ab"}
    wechat.answers["/cgi-bin/stable_token"] = told
    found = {one["key"]: one for one in api.post(f"{path(made)}/check")[1]["items"]}
    assert found["secret"]["state"] == "bad"
    assert "61.50.1.2" in found["secret"]["found"]["zh"]
    assert "白名单" in found["secret"]["fix"]["zh"]
    assert (found["secret"]["errcode"], found["secret"]["rid"]) == (40164, "6172-ab")
    assert "network" not in found
    row = api.get(path(made))[1]
    assert row["problem"]["errcode"] == 40164
    health = api.get(f"{path(made)}/health")[1]
    assert [one["path"] for one in health["refusals"]] == ["/cgi-bin/stable_token"]
    wechat.answers["/cgi-bin/stable_token"] = {"access_token": "t", "expires_in": 7200}
    api.post(f"{path(made)}/check")
    assert api.get(path(made))[1]["problem"] is None


def test_a_server_that_is_away_is_a_finding_too(far_sail: World, wechat: Fake) -> None:
    made = connected(far_sail)
    wechat.answers["/cgi-bin/stable_token"] = httpx.ConnectError("no")
    status, body = far_sail.api("王总").post(f"{path(made)}/check")
    assert status == 200
    assert body["items"][0]["found"]["zh"] == "连不上微信的服务器"


def test_wechats_own_counts_and_log(far_sail: World, wechat: Fake) -> None:
    made, api = connected(far_sail), far_sail.api("王总")
    wechat.answers["/cgi-bin/openapi/quota/get"] = {
        "quota": {"daily_limit": 100, "used": 1, "remain": 99},
        "rate_limit": {"call_count": 5, "refresh_second": 1},
    }
    asked = {"path": "/cgi-bin/message/custom/send"}
    assert api.post(f"{path(made)}/quota", asked)[1] == {
        **asked, "daily_limit": 100, "used": 1, "remain": 99, "per_second": "5/1s",
    }  # fmt: skip
    wechat.answers["/cgi-bin/openapi/rid/get"] = {
        "request": {
            "invoke_time": 1635156704, "request_url": "https://x/y?access_token=hidden",
            "request_body": '{"a":1}', "response_body": '{"errcode":40003}',
        }
    }  # fmt: skip
    told = api.post(f"{path(made)}/explain", {"rid": "6172-ab0f"})[1]
    assert told["url"] == "https://x/y"
    assert "hidden" not in repr(told)
    wechat.answers["/cgi-bin/openapi/rid/get"] = refusal(76001)
    status, body = api.post(f"{path(made)}/explain", {"rid": "6172-ab0f"})
    assert (status, body["code"]) == (502, "wechat_refused")
    assert "不存在" in body["detail"]


def test_a_merchant_without_its_own_account_uses_the_installations(
    far_sail: World, next_door: World, wechat: Fake, settings: LazySettings
) -> None:
    settings.WECHAT_OA, settings.WECHAT_MINI = "wxinstalled:s1", "wxinstalledmini:s2"
    ours, theirs = far_sail.merchant.pk, next_door.merchant.pk
    connected(far_sail)
    connected(far_sail, **MINI)
    assert apps_of.official_account(ours).appid == GIVEN["appid"]
    assert apps_of.mini_program(ours).appid == MINI["appid"]
    assert apps_of.official_account(theirs).appid == "wxinstalled"
    assert apps_of.official_appid(theirs) == "wxinstalled"
    assert f"appid={GIVEN['appid']}" in login.CustomerWeChat().authorize_url(ours, "http://x", "s")
    assert "appid=wxinstalled&" in login.CustomerWeChat().authorize_url(theirs, "http://x", "s")


def test_a_picture_of_a_code_is_drawn_outside_any_merchant(far_sail: World, wechat: Fake) -> None:
    """The address of the picture is public; its merchant is known by the code only."""
    connected(far_sail, **MINI)
    wechat.answers["/wxa/getwxacodeunlimit"] = httpx.Response(200, content=b"\x89PNG")
    assert codes.mini_code(far_sail.merchant.pk, "c=1") == b"\x89PNG"
    with far_sail.inside():
        assert Account.objects.get().last_call_at is not None
    wechat.answers["/wxa/getwxacodeunlimit"] = refusal(50002)
    assert codes.mini_code(far_sail.merchant.pk, "c=1") is None
    with far_sail.inside():
        assert Account.objects.get().problem_code == 50002


def test_unionids_count_inside_one_declared_subject_only(far_sail: World, wechat: Fake) -> None:
    made = connected(far_sail)
    assert login.subject_of("oa", far_sail.merchant.pk) is None
    far_sail.api("王总").patch(path(made), {"subject": "远航开放平台", "version": 1})
    assert login.subject_of("oa", far_sail.merchant.pk) == "远航开放平台"
    assert login.subject_of("mini", far_sail.merchant.pk) == ""  # the installation's


def test_what_an_account_may_do() -> None:
    def able(kind: str, type_: str, *, verified: bool) -> dict[str, str]:
        found = capabilities.abilities(kind, type_, verified=verified)
        return {one.capability.key: one.missing for one in found}

    assert set(able("oa", "service", verified=True).values()) == {""}
    assert able("oa", "subscription", verified=True)["template"] == "service"
    assert able("oa", "subscription", verified=False)["custom"] == "verify"
    assert able("oa", "personal", verified=False)["menu"] == "company"
    assert able("mini", "personal", verified=True)["phone"] == "company"
    assert able("mini", "mini", verified=False)["phone"] == "verify"
    assert able("mini", "mini", verified=True)["phone"] == ""


def test_the_list_costs_the_same_with_one_and_many(
    far_sail: World, wechat: Fake, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    connected(far_sail)
    api = far_sail.api("王总")
    with CaptureQueriesContext(connection) as one:
        api.get("/wechat/accounts")
    cost = len(one.captured_queries)
    for at in range(5):
        connected(far_sail, appid=f"wx000000000000000{at}", name=f"号{at}")
    with django_assert_num_queries(cost):
        assert len(api.get("/wechat/accounts")[1]["items"]) == 6


def test_trouble_is_shown_until_a_call_succeeds(far_sail: World, wechat: Fake) -> None:
    made = connected(far_sail)
    with far_sail.inside():
        Account.objects.update(
            problem="configuration", problem_code=40164, problem_at=clock.now() - timedelta(1)
        )
    shown = far_sail.api("周经理").get(path(made))[1]["problem"]
    assert shown["cause"]["zh"] == "服务器的 IP 不在白名单里"
    assert shown["fix"]["en"].startswith("Add the server's public IP")
