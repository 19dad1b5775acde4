"""WeChat notices: bound by scanning, sent through the gate and a real box, told when they fail."""

import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.conf import LazySettings
from django.test import Client

from keliu.box.app import create_app
from keliu.box.config import BoxConfig
from keliu.box.people import openid
from keliu.box.server import listen, make_server
from keliu.interactions.tests.factories import jobs
from keliu.kit import clock
from keliu.outreach import public as outreach
from keliu.outreach import rules
from keliu.outreach.models import Delivery, WeChatBinding
from keliu.outreach.ports import NoticeUnknown, Ports
from keliu.outreach.services import wechat
from keliu.platform.models import AuditEntry
from keliu.wechat import notices
from keliu.wechat.models import AppToken
from tests.cast import Api, World

OA, SECRET, KEY = "wx0a0a0a0a0a0a0a0a", "a-secret", "box-key"
TEMPLATE = {
    "id": "work", "title": "工作提醒",
    "content": "提醒事项:{{thing1.DATA}}\n内容:{{thing2.DATA}}\n时间:{{time3.DATA}}",
}  # fmt: skip
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


class Box:
    """A running box, and what its phones show."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False)

    def admin(self, method: str, path: str, body: object = None) -> Any:
        answer = self.client.request(method, path, json=body, headers={"X-Box-Key": KEY})
        answer.raise_for_status()
        return answer.json()

    def phone(self, method: str, path: str, body: object = None, user: str = "u6") -> Any:
        host = f"{user}.localhost:{self.port}"
        headers = {"Host": host, "Origin": f"http://{host}"}
        return self.client.request(method, f"/phone/api{path}", json=body, headers=headers).json()

    def shown(self, user: str = "u6") -> list[dict[str, str]]:
        """The notices on a phone: {label: value}, and where a tap leads."""
        items = self.phone("GET", f"/oa/{OA}", user=user)["lines"]
        return [
            {**{line["label"]: line["value"] for line in one["lines"]}, "url": one["url"]}
            for one in items
        ]

    def authorize(self, url: str, user: str = "u6") -> str:
        """The person agrees: where WeChat sends the browser, as path and query."""
        headers = {"Host": f"{user}.localhost:{self.port}"}
        parts = urlsplit(url)
        answer = self.client.get(f"{parts.path}?{parts.query}", headers=headers)
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    listener = listen(0)
    port = listener.getsockname()[1]
    data: Path = tmp_path_factory.mktemp("box") / "box.sqlite3"
    server = make_server(create_app(BoxConfig(port, data, KEY, product_base="http://localhost")))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield Box(port)
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture
def box(db: None, running: Box, settings: LazySettings, monkeypatch: Any) -> Box:
    """The box on its first day, and the channel switched on."""
    running.admin("POST", "/box/reset", {"apps": True})
    app = {"appid": OA, "secret": SECRET, "kind": "oa", "name": "远航集团", "templates": [TEMPLATE]}
    running.admin("POST", "/box/apps", {**app, "redirect_domains": ["testserver"]})
    settings.WECHAT_OA, settings.WECHAT_NOTICE = f"{OA}:{SECRET}", "work"
    settings.WECHAT_API_BASE = f"http://127.0.0.1:{running.port}"
    settings.WECHAT_OPEN_BASE = f"http://localhost:{running.port}"
    monkeypatch.setattr(Ports, "wechat", notices.StaffNotices())
    monkeypatch.setitem(Ports.senders, "wechat", wechat.send)
    notices._contents.clear()
    AppToken.objects.all().delete()
    return running


def bind(world: World, box: Box, who: str = "小李", user: str = "u6") -> str:
    """A person scans their code; where the phone ends."""
    begun = world.api(who).post("/me/wechat/bind")[1]
    ticket = parse_qs(urlsplit(begun["link"]).fragment.partition("?")[2])["t"][0]
    phone = Api()
    opened = phone.post("/wechat-bindings", {"ticket": ticket})[1]
    return str(phone.client.get(box.authorize(opened["authorize_url"], user)).headers["location"])


def tell(world: World, kind: str = "reminder", dedupe: str = "d1", title: str = "") -> None:
    with world.inside():
        outreach.tell_staff(
            staff_id=world.staff["小李"].pk, kind=kind, title=title or "该跟进张阿姨了",
            text="回电话", link=("customer", 77), dedupe=dedupe,
        )  # fmt: skip


def posted(world: World) -> list[Delivery]:
    """What the worker does with every waiting notice once; the rows afterwards."""
    with world.inside():
        for job in jobs("notice_post"):
            wechat.notice_post(job["delivery_id"])
        return list(Delivery.objects.filter(channel="wechat").order_by("id"))


def state(world: World) -> dict[str, Any]:
    return dict(world.api("小李").get("/me/notify-channels")[1]["wechat"])


def test_another_phone_cannot_bring_the_answer_back(far_sail: World, box: Box) -> None:
    begun = far_sail.api("小李").post("/me/wechat/bind")[1]
    ticket = parse_qs(urlsplit(begun["link"]).fragment.partition("?")[2])["t"][0]
    opened = Api().post("/wechat-bindings", {"ticket": ticket})[1]
    back = box.authorize(opened["authorize_url"])
    assert "failed=" in Client().get(back).headers["location"]
    assert not state(far_sail)["bound"]


def test_a_scanned_code_binds_ones_own_wechat(far_sail: World, box: Box) -> None:
    begun = far_sail.api("小李").post("/me/wechat/bind")[1]
    assert begun["picture"].startswith("data:image/svg+xml")
    ticket = parse_qs(urlsplit(begun["link"]).fragment.partition("?")[2])["t"][0]
    phone = Api()
    status, opened = phone.post("/wechat-bindings", {"ticket": ticket})
    assert (status, opened["name"], opened["merchant"]) == (200, "小李", far_sail.merchant.name)
    assert Api().post("/wechat-bindings", {"ticket": ticket})[1]["code"] == "binding_gone"
    back = box.authorize(opened["authorize_url"])
    assert phone.client.get(back).headers["location"].endswith("/notifications/bind?done=1")
    assert "failed=" in phone.client.get(back).headers["location"]  # the answer works once too
    assert state(far_sail)["bound"]
    with far_sail.inside():
        row = WeChatBinding.objects.get()
        assert (row.staff_id, row.openid) == (far_sail.staff["小李"].pk, openid(OA, "u6"))
        entry = AuditEntry.objects.get(action="staff.wechat_bind")
        assert entry.actor_name == "小李"


def test_one_wechat_belongs_to_one_colleague(far_sail: World, next_door: World, box: Box) -> None:
    assert bind(far_sail, box).endswith("done=1")
    assert "failed=" in bind(far_sail, box, who="小赵")
    assert bind(next_door, box, who="老王").endswith("done=1")  # another merchant is another matter
    assert bind(far_sail, box).endswith("done=1")  # once more is no harm
    assert far_sail.api("小李").delete("/me/wechat")[0] == 204
    assert bind(far_sail, box, who="小赵").endswith("done=1")


def test_a_reminder_stands_in_the_phone_and_leads_to_the_record(far_sail: World, box: Box) -> None:
    bind(far_sail, box)
    tell(far_sail)
    (row,) = posted(far_sail)
    assert (row.state, row.reason) == ("sent", "")
    (shown,) = box.shown()
    assert shown["提醒事项"] == "该跟进张阿姨了"
    assert shown["内容"] == "回电话"
    assert re.fullmatch(r"\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d", shown["时间"])
    assert shown["url"].endswith("/m/#/packages/staff/customers/detail?id=77")
    posted(far_sail)  # a job may run twice
    assert len(box.shown()) == 1


def test_a_notice_speaks_the_language_of_its_person(far_sail: World, box: Box) -> None:
    bind(far_sail, box)
    assert far_sail.api("小李").put("/me/language", {"language": "en"})[0] == 204
    tell(far_sail)
    assert posted(far_sail)[0].state == "sent"
    assert box.shown()[0]["提醒事项"] == "Time to follow up 张…"


def test_what_is_too_long_is_cut_to_what_wechat_takes(far_sail: World, box: Box) -> None:
    bind(far_sail, box)
    tell(far_sail, title="明天上午要给" + "张" * 60)
    assert posted(far_sail)[0].state == "sent"
    title = box.shown()[0]["提醒事项"]
    assert len(title) == 20
    assert title.endswith("…")


def test_only_what_the_person_wants_goes_by_wechat(far_sail: World, box: Box) -> None:
    bind(far_sail, box)
    api = far_sail.api("小李")
    tell(far_sail, kind="radar", dedupe="r1")
    wanted = {"wanted": {"radar": {"wechat": True}, "reminder": {"wechat": False}}}
    assert api.put("/me/notify-channels", wanted)[0] == 200
    tell(far_sail, kind="radar", dedupe="r2")
    tell(far_sail, kind="reminder", dedupe="r3")
    assert [row.dedupe_key for row in posted(far_sail)] == ["r2"]
    assert api.delete("/me/wechat")[0] == 204
    tell(far_sail, kind="radar", dedupe="r4")
    assert len(posted(far_sail)) == 1


def test_quiet_hours_hold_a_notice_back(
    far_sail: World, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind(far_sail, box)
    quiet = {"quiet_from": "11:00", "quiet_to": "13:00", "version": 1}
    assert far_sail.api("小李").put("/me/notify-settings", quiet)[0] == 200
    monkeypatch.setattr(clock, "now", lambda: NOON)
    tell(far_sail)
    with far_sail.inside():
        assert Delivery.objects.get(channel="wechat").state == "delayed"
    assert box.shown() == []


@pytest.mark.parametrize(
    ("code", "reason", "words"),
    [(43004, "unfollowed", "没有关注"), (43101, "refused", "拒收"),
     (40003, "bound_anew", "重新扫码"), (47003, "template", "管理员"),
     (40037, "template", "管理员"), (88888, "other", "88888")],
)  # fmt: skip
def test_a_refusal_is_kept_told_and_not_repeated(
    far_sail: World, box: Box, code: int, reason: str, words: str
) -> None:
    bind(far_sail, box)
    fault = {"path": "/cgi-bin/message/template/send", "kind": "errcode", "errcode": code}
    box.admin("POST", "/box/faults", {**fault, "times": 1})
    tell(far_sail)
    (row,) = posted(far_sail)
    assert (row.state, row.reason, row.code) == ("failed", reason, code)
    assert len(jobs_waiting(far_sail)) == 1
    now = state(far_sail)
    assert words in now["problem"]["zh"]
    assert str(code) in now["problem"]["en"]
    tell(far_sail, dedupe="d2")
    assert posted(far_sail)[-1].state == "sent"
    assert state(far_sail)["problem"] is None


def jobs_waiting(world: World) -> list[Any]:
    with world.inside():
        return jobs("notice_post")


@pytest.mark.parametrize("code", [-1, 45009, 45011])
def test_what_passes_is_tried_again(far_sail: World, box: Box, code: int) -> None:
    bind(far_sail, box)
    fault = {"path": "/cgi-bin/message/template/send", "kind": "errcode", "errcode": code}
    box.admin("POST", "/box/faults", {**fault, "times": 1})
    tell(far_sail)
    (row,) = posted(far_sail)
    assert (row.state, row.tries) == ("queued", 1)
    assert len(jobs_waiting(far_sail)) == 2
    (row,) = posted(far_sail)
    assert row.state == "sent"
    assert len(box.shown()) == 1


def test_a_lost_answer_does_not_make_two_notices(far_sail: World, box: Box) -> None:
    bind(far_sail, box)
    lost = {"path": "/cgi-bin/message/template/send", "kind": "reset", "after": True, "times": 1}
    box.admin("POST", "/box/faults", lost)
    tell(far_sail)
    assert posted(far_sail)[0].state == "queued"
    assert posted(far_sail)[0].state == "sent"
    assert len(box.shown()) == 1


def test_after_five_tries_it_is_given_up_and_told(
    far_sail: World, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind(far_sail, box)

    def silent(*_: object) -> None:
        raise NoticeUnknown

    monkeypatch.setattr(Ports.wechat, "send", silent)
    tell(far_sail)
    for _ in range(rules.MOST_TRIES):
        (row,) = posted(far_sail)
    assert (row.state, row.reason, row.tries) == ("failed", "unreachable", rules.MOST_TRIES)
    assert "放弃" in state(far_sail)["problem"]["zh"]


def test_trying_it_out_says_at_once_whether_it_works(far_sail: World, box: Box) -> None:
    api = far_sail.api("小李")
    assert api.post("/me/wechat/try")[1]["code"] == "wechat_not_bound"
    bind(far_sail, box)
    assert api.post("/me/wechat/try")[1]["problem"] is None
    assert box.shown()[0]["提醒事项"] == "微信通知已接通"
    box.phone("POST", f"/oa/{OA}/unfollow", {})
    assert "没有关注" in api.post("/me/wechat/try")[1]["problem"]["zh"]


def test_without_an_account_the_settings_say_what_to_configure(far_sail: World) -> None:
    api = far_sail.api("小李")
    found = {one["channel"]: one for one in api.get("/me/notify-channels")[1]["channels"]}
    assert not found["wechat"]["ready"]
    assert "KELIU_WECHAT_NOTICE" in found["wechat"]["why_not"]["zh"]
    assert api.post("/me/wechat/bind")[1]["code"] == "wechat_notice_not_ready"


def test_an_old_code_and_a_stranger_get_nothing(far_sail: World, box: Box) -> None:
    assert Api().post("/wechat-bindings", {"ticket": "x" * 32})[0] == 410
    answer = Client().get("/wx/oauth/notice?code=x&state=y")
    assert "failed=" in answer.headers["location"]
    with far_sail.inside():
        assert not WeChatBinding.objects.exists()
