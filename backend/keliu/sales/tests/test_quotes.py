"""Quotes: numbers, lines, the way from draft to yes or no, versions, and the PDF."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.sales.models import Quote
from keliu.sales.services import pdf, reminders
from keliu.sales.tests.factories import Deal, add_customer
from tests.cast import World

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LINES = [
    {"name": "中秋礼盒", "unit": "盒", "quantity": 200, "price_fen": 12_800, "discount": 5},
    {"name": "运费", "quantity": 1, "price_fen": 30_000},
]


@pytest.fixture
def quoted(far_sail: World, zhang: Customer) -> Any:
    """Write a quote as somebody: `quoted("小李", title=…)`."""

    def make(name: str = "小李", **fields: Any) -> dict[str, Any]:
        body = {"customer_id": str(zhang.pk), "title": "中秋礼盒", "lines": LINES} | fields
        with clock.frozen(NOW):
            status, made = far_sail.api(name).post("/quotes", body)
        assert status == 200, made
        return dict(made)

    return make


def test_a_quote_adds_up_and_is_numbered(quoted: Any) -> None:
    row = quoted(reduction_fen=2_000, tax_rate=13, valid_until="2026-12-01")
    net = 200 * 12_800 * 95 // 100 + 30_000 - 2_000
    assert (row["lines_fen"], row["tax_fen"]) == (net + 2_000, round(net * 0.13))
    assert row["amount_fen"] == net + row["tax_fen"]
    assert (row["number"], row["state"], row["revision"]) == ("BJ-20261122-001", "draft", 1)
    assert quoted()["number"] == "BJ-20261122-002"


def test_a_refused_quote_gives_its_number_back(far_sail: World, quoted: Any) -> None:
    quoted()
    body = {"customer_id": "1", "title": "x", "lines": LINES}
    assert far_sail.api("小李").post("/quotes", body)[0] == 422
    over = {"title": "x", "lines": LINES, "reduction_fen": 10**9}
    with far_sail.inside():
        customer = str(Quote.objects.get().customer_id)
    status, said = far_sail.api("小李").post("/quotes", {"customer_id": customer, **over})
    assert (status, said["errors"][0]["field"]) == (422, "reduction_fen")
    assert quoted()["number"] == "BJ-20261122-002"


def test_from_draft_to_yes(far_sail: World, zhang: Customer, quoted: Any) -> None:
    api, row = far_sail.api("小李"), quoted()
    path = f"/quotes/{row['id']}"
    assert api.post(f"{path}/accept", {"version": 1})[1]["code"] == "quote_step"
    assert api.patch(path, {"tax_rate": 6, "version": 1})[1]["tax_rate"] == 6
    status, row = api.post(f"{path}/send", {"version": 2})
    assert (status, row["state"]) == (200, "sent")
    status, said = api.patch(path, {"title": "改", "version": 3})
    assert (status, said["code"], said["current"]["version"]) == (409, "quote_fixed", 3)
    assert api.post(f"{path}/send", {"version": 2})[1]["code"] == "quote_step"
    assert api.post(f"{path}/accept", {"version": 3})[1]["state"] == "accepted"
    assert api.delete(path)[0] == 409
    with far_sail.inside():
        lines = Interaction.objects.filter(customer=zhang, ref_kind="quote")
        assert [line.title[:6] for line in lines] == ["客户接受报价"]


def test_an_empty_or_late_quote_is_not_sent(far_sail: World, quoted: Any) -> None:
    api = far_sail.api("小李")
    empty, late = quoted(lines=[]), quoted(valid_until="2020-01-01")
    assert api.post(f"/quotes/{empty['id']}/send", {"version": 1})[1]["code"] == "quote_empty"
    assert api.post(f"/quotes/{late['id']}/send", {"version": 1})[1]["code"] == "quote_expired"


def test_a_new_version_replaces_the_old_one(far_sail: World, quoted: Any) -> None:
    api, row = far_sail.api("小李"), quoted()
    path = f"/quotes/{row['id']}"
    assert api.post(f"{path}/revise", {"version": 1})[1]["code"] == "quote_step"
    api.post(f"{path}/send", {"version": 1})
    status, newer = api.post(f"{path}/revise", {"version": 2})
    assert (status, newer["number"], newer["revision"]) == (200, row["number"], 2)
    assert (newer["state"], newer["amount_fen"]) == ("draft", row["amount_fen"])
    status, said = api.post(f"{path}/accept", {"version": 3})
    assert (status, said["code"]) == (409, "quote_step")
    assert "已有新版本" in said["detail"]
    with clock.frozen(NOW):
        status, copy = api.post(f"{path}/copy", {})
    assert (status, copy["number"], copy["revision"]) == (200, "BJ-20261122-002", 1)


def test_what_is_not_answered_in_time_expires(far_sail: World, quoted: Any) -> None:
    api, row = far_sail.api("小李"), quoted(valid_until="2026-11-23")
    with clock.frozen(NOW):
        api.post(f"/quotes/{row['id']}/send", {"version": 1})
    for day, state in ((23, "sent"), (24, "expired")):
        with clock.frozen(NOW.replace(day=day)), far_sail.inside():
            reminders.nightly()
        assert api.get(f"/quotes/{row['id']}")[1]["state"] == state


def test_who_sees_which_quote(far_sail: World, next_door: World, deal: Deal, quoted: Any) -> None:
    row = quoted(opportunity_id=deal()["id"])
    path = f"/quotes/{row['id']}"
    for who, status in (
        ("小李", 200),
        ("周经理", 200),
        ("王总", 200),
        ("小孙", 404),
        ("小吴", 403),
    ):
        assert far_sail.api(who).get(path)[0] == status, who
    assert next_door.api("老王").get(path)[0] == 404
    south = add_customer(far_sail, "南方贸易", "小孙")
    body = {"customer_id": str(south.pk), "title": "x"}
    status, said = far_sail.api("小李").post("/quotes", body)
    assert (status, said["errors"][0]["field"]) == (422, "customer_id")


def test_the_list_costs_the_same_however_long(far_sail: World, quoted: Any) -> None:
    spent = []
    quoted()
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            assert far_sail.api("小李").get("/quotes?total=true")[0] == 200
        spent.append(len(asked))
        for _ in range(8):
            quoted()
    assert len(set(spent)) == 1
    assert spent[0] <= 5
    found = far_sail.api("小李").get("/quotes?q=-003&owner=me&state=draft")[1]["items"]
    assert [one["number"] for one in found] == ["BJ-20261122-003"]


def test_the_pdf_shows_the_quote_in_chinese(far_sail: World, quoted: Any) -> None:
    row = quoted(note="三天内送到 <b>仓库</b>", tax_rate=13)
    with far_sail.inside():
        page = pdf.html(Quote.objects.select_related("customer", "owner").get())
    for text in (
        "报价单",
        "远航集团",
        "张阿姨",
        "BJ-20261122-001",
        "&lt;b&gt;仓库",
        "税 13%",
        "草稿",
    ):
        assert text in page, text
    status, body = far_sail.api("小李").get(f"/quotes/{row['id']}/pdf")
    if not pdf.ability().draws:
        pytest.skip("this machine draws no PDF")
    assert (status, body[:5]) == (200, b"%PDF-")
    assert far_sail.api("小孙").get(f"/quotes/{row['id']}/pdf")[0] == 404


def test_a_machine_without_pango_says_so(
    far_sail: World, quoted: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = quoted()
    monkeypatch.setattr(pdf, "ability", lambda: pdf.Ability(False, False, "libpango not found"))
    status, said = far_sail.api("小李").get(f"/quotes/{row['id']}/pdf")
    assert (status, said["code"]) == (503, "no_pdf")
    assert "libpango" in said["detail"]
