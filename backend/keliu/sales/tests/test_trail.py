"""Quotes that a customer opens and forms they fill in are part of their trail, where they agree."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.radar.models import Event, Visit
from keliu.radar.tests.factories import Scene, customer, event, scene
from keliu.sales.models import Quote
from keliu.sales.services import pdf, quote_links
from keliu.sales.tests.lead_cast import PHONE, Visitor, form
from tests.cast import Api, World

LINES = [{"name": "中秋礼盒", "unit": "盒", "quantity": 2, "price_fen": 12_800}]


@pytest.fixture
def stage(far_sail: World) -> Scene:
    return scene(far_sail)


def _sent_quote(stage: Scene, who: Customer) -> dict[str, Any]:
    api = stage.world.api("王总")
    body = {"customer_id": str(who.pk), "title": "中秋", "lines": LINES}
    row = api.post("/quotes", body)[1]
    assert row["link"] == ""
    status, row = api.post(f"/quotes/{row['id']}/send", {"version": row["version"]})
    assert status == 200, row
    return dict(row)


def _path(row: dict[str, Any]) -> str:
    found = str(row["link"])
    return found[found.index("/files/") :]


def _seen(row: dict[str, Any], token: str | None, agent: str = "") -> int:
    """What the page's script sends where the phone has a session."""
    headers = {"User-Agent": agent} | ({"Authorization": f"Bearer {token}"} if token else {})
    return Client().post(_path(row) + "/seen", headers=headers).status_code


def _sentences(stage: Scene) -> list[str]:
    stage.digest()
    items = stage.world.api("王总").get("/radar/feed")[1]["items"]
    return [str(one["sentence"]) for one in items]


def test_a_quote_that_is_opened_shows_on_the_radar_once_a_look(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    stage.send([event("card_view")], zhang)
    row = _sent_quote(stage, zhang)
    with clock.frozen(clock.now()):
        for _ in range(2):
            page = Client().get(_path(row))
            assert page.status_code == 200
            assert "中秋礼盒" in page.content.decode()
            assert page.headers["Cache-Control"] == "private, no-store"
            assert '<script src="/files/quote.js"' in page.content.decode()
            assert _seen(row, stage.token(zhang)) == 204
        assert _seen(row, stage.token(zhang), agent="Googlebot/2.1") == 204
    assert _sentences(stage) == [f"张阿姨 看了 报价单 {row['number']} 中秋"]
    with stage.world.inside():
        seen = Event.objects.get(kind="file_view")
        assert (seen.object_kind, seen.object_id) == ("file", int(row["id"]))


def test_a_quote_that_somebody_else_opens_is_no_look_of_its_customer(
    stage: Scene, next_door: World
) -> None:
    zhang, neighbour = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    stranger = scene(next_door, "老王").token(customer(next_door, "隔壁客人"))
    row = _sent_quote(stage, zhang)
    assert Client().get(_path(row)).status_code == 200
    for token in (None, stage.token(neighbour), stranger, "x" * 43):
        assert _seen(row, token) == 204
    assert Client().get(_path(row) + "/seen").status_code == 405
    assert Client().post(_path(row) + "x/seen").status_code == 404
    with stage.world.inside():
        assert not Event.objects.exists()
    script = Client().get("/files/quote.js")
    assert (script.status_code, b"keliu.visitor." in script.content) == (200, True)


def test_who_did_not_agree_reads_their_quote_unseen(stage: Scene) -> None:
    nobody = customer(stage.world, "路人", agrees=False)
    assert _seen(_sent_quote(stage, nobody), stage.token(nobody)) == 204
    with stage.world.inside():
        assert not Visit.objects.exists()
        assert not Event.objects.exists()


def test_an_old_link_opens_nothing(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    row = _sent_quote(stage, zhang)
    assert Client().get(_path(row) + "x").status_code == 404
    with clock.frozen(clock.now()), stage.world.inside():
        Quote.objects.filter(pk=row["id"]).update(replaced=True)
        assert quote_links.url_of(Quote.objects.get(pk=row["id"])) == ""
    gone = Client().get(_path(row))
    assert (gone.status_code, "要一个新的" in gone.content.decode()) == (404, True)
    assert gone.headers["Content-Type"].startswith("text/html"), "a page, not bare words"
    english = Client().get(_path(row), headers={"Accept-Language": "en-GB"})
    assert "This quote cannot be opened any more" in english.content.decode()
    assert Client().get(_path(row) + ".pdf").status_code == 404


def test_an_offer_past_its_day_says_so(stage: Scene) -> None:
    row = _sent_quote(stage, customer(stage.world, "张阿姨"))
    late = "已过有效期"
    assert late not in Client().get(_path(row)).content.decode()
    with stage.world.inside():
        yesterday = clock.now().date() - timedelta(days=2)
        Quote.objects.filter(pk=row["id"]).update(valid_until=yesterday)
        assert late in Client().get(_path(row)).content.decode()
        Quote.objects.filter(pk=row["id"]).update(state=Quote.State.ACCEPTED)
    assert late not in Client().get(_path(row)).content.decode()


def test_where_no_pdf_can_be_drawn_a_customer_is_told_without_the_cause(
    stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = _sent_quote(stage, customer(stage.world, "张阿姨"))
    missing = pdf.Ability(draws=False, chinese=False, cause="libpango-1.0.so.0: no such file")
    monkeypatch.setattr(pdf, "ability", lambda: missing)
    answer = Client().get(_path(row) + ".pdf")
    assert answer.status_code >= 400
    assert "下载不了 PDF" in answer.content.decode()
    assert "libpango" not in answer.content.decode()


def test_a_form_is_opened_and_sent_by_a_known_person(stage: Scene) -> None:
    zhang = customer(stage.world, "张阿姨")
    made = form(stage.world)
    guest = Visitor(made["slug"])
    page = guest.open()
    assert page["code"] == stage.code.code
    seen = event("form_view") | {"object_kind": "form", "object_id": page["id"]}
    assert stage.send([seen], zhang)[1]["stored"] == 1
    assert _sentences(stage) == ["张阿姨 打开了表单:预约演示"]
    guest.api = Api(stage.token(zhang))
    assert guest.send(page, answers={"name": "张", "phone": PHONE})[0] == 200
    assert _sentences(stage) == ["张阿姨 提交了表单:预约演示"]


def test_a_session_of_another_shop_is_nobody_here(stage: Scene, next_door: World) -> None:
    other = customer(next_door, "隔壁客人")
    made = form(stage.world)
    guest = Visitor(made["slug"])
    page = guest.open()
    guest.api = Api(scene(next_door, "老王").token(other))
    assert guest.send(page)[0] == 200
    with stage.world.inside():
        assert not Event.objects.exists()
