"""The merchant's own website: registered, spoken for by its script, anonymous until consent."""

import msgspec
import pytest
from django.test import Client

from keliu.radar.api.site import SCRIPT
from keliu.radar.models import HourCount, QuarantineCount, Quarantined, Site, SitePage, Visit
from keliu.radar.rules import sites as law
from keliu.radar.tests.factories import Scene, customer, event, scene
from tests.cast import Api, World

HOST = "www.yuanhang.example"


@pytest.fixture
def stage(far_sail: World) -> Scene:
    return scene(far_sail)


def _register(stage: Scene) -> dict[str, str]:
    body = {"host": f"https://{HOST}/start", "code_id": str(stage.code.pk)}
    status, row = stage.world.api("王总").post("/radar/sites", body)
    assert status == 200, row
    found: dict[str, str] = row
    return found


def _looks(stage: Scene, *, host: str = HOST, token: str = "", kind: str = "site_view") -> dict:  # type: ignore[type-arg]  # JSON
    page = {"path": "/prices?x=1", "title": " 价目表 "}
    body = {"code": stage.code.code, "events": [{**event(kind), "page": page}], "scene": "site"}
    answer = Client().post(
        "/api/v1/radar/events",
        msgspec.json.encode(body | ({"token": token} if token else {})),
        content_type="text/plain;charset=UTF-8",
        headers={"Origin": f"https://{host}"},
    )
    stage.digest()
    found: dict = answer.json()  # type: ignore[type-arg]  # JSON
    return found


def test_the_script_is_small_and_served_to_everybody(db: None) -> None:
    answer = Client().get("/t.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer.content == SCRIPT.read_bytes()
    assert len(answer.content) < 6 * 1024


def test_a_registered_site_is_counted_without_a_name(stage: Scene) -> None:
    row = _register(stage)
    assert row["host"] == HOST
    assert row["seen_at"] is None
    assert row["snippet"].endswith(f'/t.js" data-code="{stage.code.code}"></script>')
    assert _looks(stage)["stored"] == 1
    with stage.world.inside():
        page = SitePage.objects.get()
        assert (page.path, page.title) == ("/prices", "价目表")
        assert Site.objects.get().seen_at is not None
        assert not Visit.objects.exists()
        hour = HourCount.objects.get()
        assert (hour.kind, hour.source, hour.anonymous) == ("site_view", "site", 1)
    assert stage.world.api("王总").get("/radar/sites")[1]["items"][0]["pages"] == 1


def test_other_sites_are_refused_and_set_aside(stage: Scene) -> None:
    _register(stage)
    said = _looks(stage, host="evil.example")
    assert [one["code"] for one in said["rejected"]] == ["foreign_site"]
    api = stage.world.api("王总")
    rows = api.get("/radar/quarantine?reason=foreign_site&total=true")[1]
    assert rows["total"] == 1
    assert "价目表" in rows["items"][0]["raw"]
    today = api.get("/radar/intake")[1]
    assert [(one["reason"], one["count"]) for one in today["refused"]] == [("foreign_site", 1)]
    assert stage.world.api("小李").get("/radar/quarantine")[0] == 403


def test_who_comes_from_a_card_and_agreed_is_known(stage: Scene) -> None:
    _register(stage)
    zhang, shy = customer(stage.world, "张阿姨"), customer(stage.world, "路人", agrees=False)
    link = {"code": stage.code.code, "url": f"https://{HOST}/prices#top"}
    plain = Api(stage.token(shy)).post("/visitor/site-link", link)[1]["url"]
    assert plain == link["url"]
    url = Api(stage.token(zhang)).post("/visitor/site-link", link)[1]["url"]
    token = url.partition("&kl=")[2]
    assert token.startswith("site.")
    assert _looks(stage, token=token)["stored"] == 1
    with stage.world.inside():
        visit = Visit.objects.get()
        assert (visit.customer_id, visit.last_kind) == (zhang.pk, "site_view")
    feed = stage.world.api("小李").get("/radar/feed")[1]["items"][0]
    assert feed["sentence"] == "张阿姨 看了官网:价目表"
    assert (feed["kind"], feed["object"]["name"]) == ("site", "价目表")


def test_a_ticket_of_a_site_speaks_of_its_pages_only(stage: Scene) -> None:
    _register(stage)
    zhang = customer(stage.world, "张阿姨")
    link = {"code": stage.code.code, "url": f"https://{HOST}/"}
    token = Api(stage.token(zhang)).post("/visitor/site-link", link)[1]["url"].partition("kl=")[2]
    assert [one["code"] for one in _looks(stage, token=token, kind="phone_tap")["rejected"]] == [
        "not_here"
    ]
    assert _looks(stage, token=token + "x")["stored"] == 1  # somebody unknown
    with stage.world.inside():
        assert not Visit.objects.exists()
    assert Api(token).get("/me")[0] == 401


def test_refused_rows_count_once_however_often_they_come(stage: Scene) -> None:
    bad = event("teleport")
    for _ in range(3):
        stage.send([bad, "rubbish"])
    with stage.world.inside():
        counts = dict(QuarantineCount.objects.values_list("reason", "count"))
        assert counts == {"unknown_kind": 1, "malformed": 3}  # what has no id is always another
        assert Quarantined.objects.filter(event_id=bad["id"]).count() == 1


def test_a_merchant_decides_how_long_events_are_kept(stage: Scene) -> None:
    api = stage.world.api("王总")
    assert api.get("/radar/keeping")[1]["days"] == 180
    status, row = api.patch("/radar/keeping", {"days": 60, "version": 0})
    assert (status, row["days"]) == (200, 60)
    assert api.patch("/radar/keeping", {"days": 5, "version": row["version"]})[0] == 422
    assert api.patch("/radar/keeping", {"days": 90, "version": row["version"] + 7})[0] == 409


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("https://WWW.Example.com/a?b", "www.example.com"),
        ("example.com", "example.com"),
        ("客流.example", "xn--ubty32b.example"),
        ("localhost:8080", "localhost:8080"),
        ("not a host", None),
        ("", None),
    ],
)
def test_hosts_as_people_write_them(given: str, host: str | None) -> None:
    assert law.host_of(given) == host


def test_an_article_of_the_site_is_told_apart(stage: Scene) -> None:
    _register(stage)
    assert _looks(stage, kind="article_view")["stored"] == 1
    with stage.world.inside():
        hour = HourCount.objects.get()
        assert (hour.kind, hour.anonymous) == ("article_view", 1)
        assert SitePage.objects.get().title == "价目表"
