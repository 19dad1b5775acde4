"""What codes bring, and that every figure equals the rows behind it."""

from datetime import date

import pytest

from keliu.analytics.codes.rules import Sums, added
from keliu.catalog import public as catalog
from keliu.catalog.models import CardCode, CodeDay
from keliu.catalog.services import cards, codes
from keliu.customers import public as customers
from keliu.kit import clock
from tests.cast import Api, World

SPAN = "first=2000-01-01&last=2000-12-31"


@pytest.fixture
def code(far_sail: World) -> CardCode:
    with far_sail.inside():
        card = cards.card_create(staff_id=far_sail.staff["小李"].pk, fields={}, published=True)
        return CardCode.objects.get(card=card)


def wide() -> str:
    """Days around today, whatever the hour."""
    year = clock.local_day(clock.now(), "Asia/Shanghai").year
    return f"first={year - 1}-01-01&last={year + 1}-12-31"


def test_a_scan_is_counted_on_the_day_of_the_shop(far_sail: World, code: CardCode) -> None:
    with far_sail.inside():
        late = clock.from_ms(1_763_913_000_000)  # 15:50 UTC: ten to midnight in Shanghai
        for moment in (late, late, clock.from_ms(1_763_914_200_000)):
            with clock.frozen(moment):
                codes.count_open(code.pk)
        days = CodeDay.objects.order_by("day").values_list("day", "opens")
        assert [n for _, n in days] == [2, 1]
        first = days[0][0]
        assert catalog.code_opens(first, first) == {code.pk: 2}
        assert catalog.code_opens(date(2000, 1, 1), date(2000, 1, 2)) == {}


def test_customers_and_their_opportunities(far_sail: World, code: CardCode) -> None:
    api = far_sail.api("小李")
    made = api.post("/customers", {"name": "张阿姨"})[1]
    api.post("/customers", {"name": "路人"})
    with far_sail.inside():
        customers.came_by(int(made["id"]), code.pk)
    deal = {"customer_id": made["id"], "title": "中秋礼盒", "amount_fen": 100, "rating": "high"}
    assert api.post("/opportunities", deal)[0] == 200
    status, body = api.get(f"/code-report?{wide()}")
    (line,) = body["items"]
    assert (status, line["customers"], line["opportunities"], line["sales_fen"]) == (200, 1, 1, 0)
    assert body["total"]["customers"] == 1
    path = f"/code-report/people?code={code.pk}&total=true"
    rows = api.get(f"{path}&{wide()}")[1]
    assert [(one["name"], one["opportunities"]) for one in rows["items"]] == [("张阿姨", 1)]
    assert rows["total"] == line["customers"]
    assert api.get(f"{path}&{SPAN}")[1]["total"] == 0
    assert api.get(f"{path}&what=visitors&{wide()}")[1]["total"] == line["visitors"] == 0


def test_codes_of_colleagues_are_not_ours(far_sail: World, code: CardCode) -> None:
    assert far_sail.api("小孙").get(f"/code-report?{SPAN}")[1]["items"] == []
    assert len(far_sail.api("王总").get(f"/code-report?{SPAN}")[1]["items"]) == 1
    assert Api().get(f"/code-report?{SPAN}")[0] == 401
    assert far_sail.api("小李").get("/code-report?first=2026-02-02&last=2026-02-01")[0] == 422


def test_sums_of_codes() -> None:
    assert added([Sums(1, 2, 3, None, 5, 6), Sums(1, 0, 1, None, 0, 4)]) == Sums(
        2, 2, 4, None, 5, 10
    )
    assert added([]) == Sums(0, 0, 0, 0, 0, 0)
