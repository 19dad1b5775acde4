"""Calling WeChat: one token for everybody, refusals understood, quotas kept, health noted."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import httpx
import pytest
from django.db import connection

from keliu.kit import clock
from keliu.wechat import tokens
from keliu.wechat.client import App
from keliu.wechat.errors import NotConnected, WeChatDown, WeChatRefused
from keliu.wechat.models import Account, AppToken, PathState, PathUse
from keliu.wechat.rules import meanings
from keliu.wechat.rules.meanings import Treatment
from keliu.wechat.services import accounts, quota
from keliu.wechat.services.accounts import Connecting
from keliu.wechat.services.calls import Api, account_of, api_of
from keliu.wechat.tests.fake import Fake, fake_wechat, refusal
from tests.cast import World

VECTORS = Path(__file__).resolve().parents[3] / "tests" / "vectors"
APP = App("wx00000000000000aa", "f" * 32)
MENU = "/cgi-bin/menu/create"
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)  # in Beijing


@pytest.fixture
def wechat(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with fake_wechat(monkeypatch) as fake:
        yield fake


def connected(world: World, **fields: Any) -> Account:
    """The merchant's own service account; inside its scope."""
    given = {"kind": "oa", "type": "service", "name": "远航集团", "appid": APP.appid}
    given |= {"secret": APP.secret, "original_id": "gh_1"}
    return accounts.connect(Connecting(**{**given, **fields}))


def _sixteen(work: Any) -> list[Any]:
    """Sixteen workers, each with a database connection of its own, at the same moment."""
    gate, got = Barrier(16), []

    def run() -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            got.append(work())
        except Exception as wrong:  # noqa: BLE001  what went wrong is the result
            got.append(wrong)
        finally:
            connection.close()

    threads = [Thread(target=run) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


@pytest.mark.django_db(transaction=True)
def test_sixteen_workers_at_expiry_fetch_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with fake_wechat(monkeypatch) as fake:
        assert tokens.access_token(APP) == "t1"
        AppToken.objects.update(expires_at=clock.now() + timedelta(minutes=2))
        fake.live = {"t9"}
        assert _sixteen(lambda: tokens.access_token(APP)) == ["t9"] * 16
        assert fake.tokens == 2


@pytest.mark.django_db(transaction=True)
def test_a_storm_of_stale_tokens_costs_at_most_two_fetches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen workers, a minute long: whoever holds the old token is told 40001."""
    with fake_wechat(monkeypatch) as fake:
        assert tokens.access_token(APP) == "t1"
        AppToken.objects.update(asked_at=clock.now() - timedelta(hours=1))
        stale = {"t1"}

        def menu(request: httpx.Request) -> Any:
            good = request.url.params["access_token"] not in stale
            return {"errcode": 0} if good else refusal(40001)

        fake.answers[MENU] = menu
        for _ in range(3):
            got = _sixteen(lambda: Api(APP).post(MENU, {}))
            assert got == [{"errcode": 0}] * 16
        assert fake.tokens - 1 <= 2
        stale.update({"t1", "t2", "t3"})  # and now whatever WeChat gives out is refused as well
        got = _sixteen(lambda: Api(APP).post(MENU, {}))
        assert {getattr(one, "errcode", None) for one in got} == {40001}
        assert fake.tokens - 1 <= 2


@pytest.mark.django_db(transaction=True)
def test_a_token_stays_when_the_work_is_rolled_back(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import transaction

    with fake_wechat(monkeypatch) as fake:
        with transaction.atomic():
            tokens.access_token(APP)
            transaction.set_rollback(True)
        tokens.access_token(APP)
        assert fake.tokens == 1


def test_a_wrong_secret_is_asked_once_in_ten_seconds(wechat: Fake) -> None:
    wechat.answers["/cgi-bin/stable_token"] = refusal(40125)
    for _ in range(5):
        with pytest.raises(WeChatRefused) as refused:
            Api(APP).get("/cgi-bin/menu/get")
        assert refused.value.errcode == 40125
    assert wechat.counts()["/cgi-bin/stable_token"] == 1
    with clock.frozen(clock.now() + timedelta(seconds=11)), pytest.raises(WeChatRefused):
        Api(APP).get("/cgi-bin/menu/get")
    assert wechat.counts()["/cgi-bin/stable_token"] == 2


def test_another_secret_does_not_get_at_the_token(wechat: Fake) -> None:
    """Who knows a neighbour's appid only can not speak for it."""
    tokens.access_token(APP)
    wechat.answers["/cgi-bin/stable_token"] = refusal(40125)
    with pytest.raises(WeChatRefused):
        tokens.access_token(App(APP.appid, "guessed"))


def test_every_published_code_has_a_treatment() -> None:
    codes = [int(code) for code in json.loads((VECTORS / "errcodes.json").read_text())]
    assert len(codes) == 2027
    known = [code for code in codes if meanings.meaning(code).treatment is not Treatment.UNKNOWN]
    assert len(known) > 120
    for code in codes:
        found = meanings.meaning(code)
        assert found.cause
        assert found.fix
        assert found.cause_en
        assert found.fix_en


@pytest.mark.parametrize(
    ("treatment", "codes"),
    [
        ("retry", (-1, 45011, 44990, 44991, 44993, 43108)),
        ("refresh", (40001, 40014, 42001)),
        ("configuration", (40013, 40125, 40164, 48001, 50002, 50005, 50007, 89503, 89506, 89507)),
        ("user", (43004, 43101, 45015, 45047, 40003, 61010)),
        ("quota", (45009, 45028)),
        ("never", (40037, 47003, 47001, 40097, 40129, 41030, 45168, 65320)),
        ("unknown", (123456, 99)),
    ],
)  # fmt: skip
def test_the_codes_worth_a_branch(treatment: str, codes: tuple[int, ...]) -> None:
    assert {meanings.meaning(code).treatment for code in codes} == {treatment}


def test_used_up_until_midnight_in_beijing(wechat: Fake) -> None:
    wechat.answers[MENU] = refusal(45009)
    with clock.frozen(NOON):
        for _ in range(3):
            with pytest.raises(WeChatRefused) as refused:
                Api(APP).post(MENU, {})
            assert refused.value.errcode == 45009
        assert wechat.counts()[MENU] == 1
        assert Api(APP).post("/cgi-bin/user/info/updateremark", {}) == {
            "errcode": 0,
            "errmsg": "ok",
        }
    wechat.answers[MENU] = {"errcode": 0}
    with clock.frozen(datetime(2026, 11, 22, 15, 59, tzinfo=UTC)), pytest.raises(WeChatRefused):
        Api(APP).post(MENU, {})
    with clock.frozen(datetime(2026, 11, 22, 16, 0, 1, tzinfo=UTC)):
        assert Api(APP).post(MENU, {}) == {"errcode": 0}


@pytest.mark.django_db(transaction=True)
def test_what_works_again_is_no_trouble_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused, fine and refused again in one transaction: nobody waits for themselves."""
    from django.db import transaction

    with fake_wechat(monkeypatch) as fake:
        said = [refusal(47001), {"errcode": 0}, refusal(47001), {"errcode": 0}]
        fake.answers[MENU] = lambda _: said.pop(0)
        with transaction.atomic():
            for good in (False, True, False):
                if good:
                    Api(APP).post(MENU, {})
                else:
                    with pytest.raises(WeChatRefused):
                        Api(APP).post(MENU, {})
        Api(APP).post(MENU, {})
        assert not PathState.objects.exists()


def test_some_limits_are_for_a_minute() -> None:
    until = meanings.spent_until(45009, "/wxa/getwxacodeunlimit", NOON)
    assert until == NOON + timedelta(minutes=1)


def test_busy_reading_is_asked_once_more(wechat: Fake) -> None:
    busy = [refusal(-1), {"ip_list": ["1.2.3.4"]}]
    wechat.answers["/cgi-bin/getcallbackip"] = lambda _: busy.pop(0)
    assert Api(APP).get("/cgi-bin/getcallbackip") == {"ip_list": ["1.2.3.4"]}
    wechat.answers[MENU] = refusal(-1)
    with pytest.raises(WeChatRefused):
        Api(APP).post(MENU, {})
    assert wechat.counts()[MENU] == 1


def test_calls_are_counted_by_path_and_day(wechat: Fake) -> None:
    with clock.frozen(NOON):
        for _ in range(3):
            Api(APP).post(MENU, {})
        wechat.answers[MENU] = refusal(47001)
        with pytest.raises(WeChatRefused):
            Api(APP).post(MENU, {})
        assert list(PathUse.objects.values_list("app", "path", "used")) == [(APP.key, MENU, 4)]
        state = PathState.objects.get()
        assert (state.errcode, state.rid, state.spent_until) == (47001, "6172-abcd", None)
    assert quota.tidy(NOON + timedelta(days=9)) == 1


@pytest.mark.parametrize(
    ("wrong", "sent"),
    [
        (httpx.ConnectError("refused"), False),
        (httpx.ConnectTimeout("slow"), False),
        (httpx.ReadTimeout("slow"), True),
        (httpx.RemoteProtocolError("cut"), True),
        (httpx.Response(200, html="<html>busy</html>"), True),
        (httpx.Response(502, text=""), True),
    ],
)
def test_silence_says_whether_anything_can_have_happened(
    wechat: Fake, wrong: Any, sent: bool
) -> None:
    wechat.answers[MENU] = wrong
    with pytest.raises(WeChatDown) as down:
        Api(APP).post(MENU, {})
    assert down.value.sent is sent
    assert wechat.counts()[MENU] == 1


def test_a_picture_or_the_reason_why_not(wechat: Fake) -> None:
    wechat.answers["/wxa/getwxacodeunlimit"] = httpx.Response(
        200, content=b"\x89PNG..", headers={"content-type": "image/png"}
    )
    assert Api(APP).bytes("/wxa/getwxacodeunlimit", {}) == b"\x89PNG.."
    wechat.answers["/cgi-bin/media/get"] = refusal(40007)
    with pytest.raises(WeChatRefused) as refused:
        Api(APP).file("/cgi-bin/media/get", {"media_id": "m"})
    assert (refused.value.errcode, refused.value.rid) == (40007, "6172-abcd")


def test_chinese_travels_as_it_is(wechat: Fake) -> None:
    Api(APP).post(MENU, {"button": [{"name": "今日鲜果"}]})
    assert "今日鲜果".encode() in wechat.asked[-1].content


def test_the_default_account_speaks_and_its_health_is_noted(far_sail: World, wechat: Fake) -> None:
    with far_sail.inside():
        with pytest.raises(NotConnected):
            account_of("oa")
        first = connected(far_sail)
        other = connected(far_sail, appid="wx00000000000000bb", name="远航服务")
        assert account_of("oa").pk == first.pk
        assert account_of("oa", other.pk).pk == other.pk
        api_of(first).post(MENU, {})
        assert Account.objects.get(pk=first.pk).last_call_at is not None
        wechat.answers[MENU] = refusal(50002)
        with pytest.raises(WeChatRefused) as refused:
            api_of(first).post(MENU, {})
        row = Account.objects.get(pk=first.pk)
        assert (row.problem, row.problem_code) == ("configuration", 50002)
        assert "站内通知" in refused.value.text
        wechat.answers[MENU] = {"errcode": 0}
        api_of(row).post(MENU, {})
        assert Account.objects.get(pk=first.pk).problem == ""


def test_a_refusal_about_one_person_is_no_trouble_of_the_account(
    far_sail: World, wechat: Fake
) -> None:
    with far_sail.inside():
        account = connected(far_sail)
        wechat.answers["/cgi-bin/message/custom/send"] = refusal(45015)
        with pytest.raises(WeChatRefused):
            api_of(account).post("/cgi-bin/message/custom/send", {})
        assert Account.objects.get().problem == ""
        assert not PathState.objects.exists()


def test_a_disabled_account_is_not_connected(far_sail: World, wechat: Fake) -> None:
    with far_sail.inside():
        account = connected(far_sail)
        Account.objects.filter(pk=account.pk).update(enabled=False)
        with pytest.raises(NotConnected):
            account_of("oa")


def test_logs_and_errors_hold_no_secret(
    wechat: Fake, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    wechat.answers[MENU] = refusal(40013)
    with pytest.raises(WeChatRefused) as refused:
        Api(APP).post(MENU, {"phone": "13800138000"})
    wechat.answers[MENU] = httpx.ReadTimeout("slow")
    with pytest.raises(WeChatDown):
        Api(APP).post(MENU, {})
    said = "".join(capsys.readouterr()) + caplog.text + repr(refused.value.details)
    assert "wechat_refused" in said
    for secret in (APP.secret, "=t1", "13800138000"):
        assert secret not in said
