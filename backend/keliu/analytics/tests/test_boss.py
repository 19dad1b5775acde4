"""The boss radar: each number is the rows behind it, for whoever looks, in the merchant's days."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from keliu.catalog.models import Card, CardCode
from keliu.catalog.services.cards import card_create
from keliu.customers.models import Customer, Ownership
from keliu.interactions.models import Interaction
from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.orders.models import Order
from keliu.platform import audit
from keliu.platform.models import AuditEntry
from keliu.radar.models import Visit
from keliu.sales.models import Opportunity, Stage
from tests.cast import Api, World

DAY = timedelta(days=1)
NOON = datetime(2026, 11, 18, 4, tzinfo=UTC)  # a Wednesday, 12 o'clock in Shanghai
LAST_MOMENT = datetime(2026, 11, 18, 15, 59, 59, 999_000, tzinfo=UTC)
SPAN = "first=2026-11-17&last=2026-11-18"
FEN = {"won_fen", "sales_fen"}


class Office:
    """Makes what happens in a sales office."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.cards: dict[str, CardCode] = {}

    def code(self, who: str) -> CardCode:
        if who not in self.cards:
            staff = self.world.staff[who].pk
            with actor.acting(Actor(staff_id=staff, name="", grants={"card.write": "all"})):
                card: Card = card_create(staff_id=staff, fields={})
            self.cards[who] = CardCode.objects.get(card=card)
        return self.cards[who]

    def reach(self, who: str) -> dict[str, Any]:
        staff = self.world.staff[who]
        return {"owner_id": staff.pk, "department_id": staff.department_id}

    def customer(self, who: str, at: datetime = NOON) -> Customer:
        made: Customer = Customer.objects.create(
            name="张阿姨", name_key="z", created_at=at, **self.reach(who)
        )
        return made

    def visit(
        self, who: str, customer: Customer, at: datetime = NOON, *, hot: bool = False
    ) -> None:
        code = self.code(who)
        Visit.objects.create(
            customer=customer, card_id=code.card_id, code=code, started_at=at, last_at=at, hot=hot,
            last_kind="card_view", **self.reach(who),
        )  # fmt: skip

    def note(self, who: str, customer: Customer, at: datetime, **more: Any) -> None:
        Interaction.objects.create(
            customer=customer, kind="followup", at=at, title="跟进",
            staff=self.world.staff[who], **more,
        )  # fmt: skip

    def deal(self, who: str, customer: Customer, at: datetime) -> None:
        won = Stage.objects.get(kind="won")
        staff = self.world.staff[who]
        Opportunity.objects.create(
            title="单", customer=customer, pipeline_id=won.pipeline_id, stage=won, state="won",
            reason="好", closed_at=at, created_at=at - timedelta(hours=1), amount_fen=10_050,
            credit_owner_id=staff.pk, **self.reach(who),
        )  # fmt: skip
        Order.objects.create(
            number=f"{customer.pk}", title="单", customer=customer, created_at=at, paid_at=at,
            state="done", goods_fen=10_550, total_fen=10_550, paid_fen=10_550, refunded_fen=500,
            **self.reach(who),
        )  # fmt: skip

    def act(self, who: str, action: str, at: datetime, customer: Customer | None = None) -> None:
        staff = self.world.staff[who]
        with clock.frozen(at), actor.acting(Actor(staff_id=staff.pk, name=who)):
            about = ("customer", customer.pk, customer.name) if customer else ("export", None, "")
            audit.record(action, *about)


@pytest.fixture
def office(far_sail: World) -> Iterator[Office]:
    """Two days of 小李 and 小孙, the day before them, and one visit at the edge of the last day."""
    office = Office(far_sail)
    for name in ("王总", "周经理", "小李", "小孙"):
        far_sail.token(name)
    with clock.frozen(NOON + timedelta(hours=20)):
        with far_sail.inside():
            for who in ("小李", "小孙"):
                _two_days(office, who)
            office.visit("小李", office.customer("小李", LAST_MOMENT), LAST_MOMENT)
            office.visit("小李", office.customer("小李", LAST_MOMENT + DAY), LAST_MOMENT + DAY)
        yield office


def _two_days(office: Office, who: str) -> None:
    for at in (NOON - 2 * DAY, NOON - DAY, NOON):
        customer = office.customer(who, at)
        office.visit(who, customer, at, hot=True)
        office.note(who, customer, at + timedelta(minutes=10), way="call", text="聊了")
        office.note(who, customer, at + timedelta(hours=1), way="note", text="记一笔")
        office.deal(who, customer, at + timedelta(hours=3))
        office.act(who, "customer.update", at, customer)


def _get(api: Api, path: str) -> Any:
    status, body = api.get(path)
    assert status == 200, (path, body)
    return body


def _behind(api: Api, path: str, key: str) -> int | None:
    page = _get(api, f"{path}&measure={key}&total=true&limit=100")
    rows = page["items"]
    if key in FEN:
        return sum(int(row["fen"]) for row in rows)
    if key == "response":
        waits = sorted(int(row["ms"]) for row in rows)
        return waits[(len(waits) - 1) // 2] if waits else None
    assert key == "active_days" or page["total"] == len(rows)
    return len(rows)


@pytest.mark.parametrize(("name", "people"), [("王总", 6), ("周经理", 3)])
def test_every_number_of_the_ranking_is_its_rows(office: Office, name: str, people: int) -> None:
    api = office.world.api(name)
    board = _get(api, f"/boss/board?{SPAN}")
    assert len(board["rows"]) == people
    assert board["rows"][0]["staff"]["name"] == "小李"  # one visit more than 小孙
    for row in board["rows"]:
        for key, value in row["values"].items():
            path = f"/boss/rows?{SPAN}&staff={row['staff']['id']}"
            assert _behind(api, path, key) == value, (row["staff"], key)
    for key, whole in board["totals"].items():
        if whole is not None:
            assert _behind(api, f"/boss/rows?{SPAN}", key) == whole, key


def test_what_two_days_of_one_person_come_to(office: Office) -> None:
    board = _get(office.world.api("周经理"), f"/boss/board?{SPAN}")
    mine = next(row for row in board["rows"] if row["staff"]["name"] == "小李")
    assert mine["values"] == {
        "visits": 3, "hot": 2, "forwarded": 0, "new_customers": 3, "talks": 2, "calls": 2,
        "followups": 4, "response": 600_000, "opportunities": 2, "won": 2, "won_fen": 20_100,
        "orders": 2, "sales_fen": 20_100, "active_days": 2,
    }  # fmt: skip
    assert mine["before"]["visits"] == 1
    assert mine["axes"] == {
        "gain": 100, "spread": 100, "talk": 100, "follow": 100, "deal": 100, "active": 100,
    }  # fmt: skip
    idle = next(row for row in board["rows"] if row["staff"]["name"] == "小赵")
    assert idle["score"] == 0


def test_a_manager_sees_own_people_only(office: Office) -> None:
    api, south = office.world.api("周经理"), office.world.staff["小孙"]
    names = {row["staff"]["name"] for row in _get(api, f"/boss/board?{SPAN}")["rows"]}
    assert names == {"周经理", "小李", "小赵"}
    for path in (
        f"/boss/rows?{SPAN}&measure=visits&staff={south.pk}",
        f"/boss/heat?{SPAN}&staff={south.pk}",
        f"/boss/funnel?{SPAN}&staff={south.pk}",
        f"/boss/funnel/rows?{SPAN}&step=visit&staff={south.pk}",
        f"/boss/hints/cold/{south.pk}/rows",
    ):
        assert api.get(path)[0] == 404, path
    said = {"seen_at": clock.iso(clock.now())}
    assert api.post(f"/boss/hints/cold/{south.pk}/dismiss", said)[0] == 404
    elsewhere = f"/boss/board?{SPAN}&department={south.department_id}"
    assert _get(api, elsewhere)["rows"] == []
    assert office.world.api("小李").get(f"/boss/board?{SPAN}")[0] == 403


def test_every_cell_of_the_heat_map_is_its_rows(office: Office) -> None:
    api = office.world.api("王总")
    for what, total in (("visits", 5), ("work", 4)):
        heat = _get(api, f"/boss/heat?{SPAN}&what={what}")
        assert (heat["total"], heat["cells"][2][12]) == (total, 2)
        for weekday, row in enumerate(heat["cells"], 1):
            for hour, count in enumerate(row):
                if count:
                    path = f"/boss/rows?{SPAN}&weekday={weekday}&hour={hour}"
                    assert _behind(api, path, what) == count


def test_the_funnel_is_its_customers(office: Office) -> None:
    api = office.world.api("周经理")
    steps = _get(api, f"/boss/funnel?{SPAN}")["steps"]
    assert [(one["key"], one["customers"], one["rate"]) for one in steps] == [
        ("visit", 3, 1000), ("talk", 2, 667), ("opportunity", 2, 1000), ("deal", 2, 1000),
    ]  # fmt: skip
    assert [one["dwell_ms"] for one in steps] == [None, 600_000, 6_600_000, 3_600_000]
    for one in steps:
        path = f"/boss/funnel/rows?{SPAN}&step={one['key']}"
        first = _get(api, f"{path}&limit=1&total=true")
        assert first["total"] == one["customers"]
        rest = _get(api, f"{path}&cursor={first['next']}")["items"]
        whole = [row["customer"]["id"] for row in [*first["items"], *rest]]
        assert len(set(whole)) == len(whole) == one["customers"]


def _hints(api: Api) -> dict[tuple[str, str], Any]:
    return {(one["key"], one["staff"]["name"]): one for one in _get(api, "/boss/hints")["items"]}


def _odd(office: Office, who: str) -> None:
    """A bad week."""
    now = clock.now()
    customer = office.customer(who, now - 3 * DAY)
    for hours in range(5):
        office.note(who, customer, now - 2 * DAY + timedelta(hours=hours), way="call")
        office.act(who, "export.ask", now - timedelta(minutes=1 + hours))
    for day in range(1, 6):
        office.act(who, "customer.update", NOON - day * DAY + timedelta(hours=13), customer)  # 1:00
    for minutes in range(20):
        at = now - DAY + timedelta(minutes=minutes)
        office.act(who, "customer.reveal_phone", at, customer)
    for _ in range(2):
        alone = office.customer(who, now - 3 * DAY)
        office.visit(who, alone, now - 2 * DAY, hot=True)


def test_hints_say_what_is_odd_and_show_why(office: Office) -> None:
    world, api = office.world, office.world.api("周经理")
    with world.inside():
        _odd(office, "小李")
        left = office.customer("小赵")
        Ownership.objects.create(customer=left, owner=world.staff["小赵"], since=NOON)
        world.staff["小赵"].state = "disabled"
        world.staff["小赵"].save(update_fields=["state"])
        for _ in range(3):
            office.act("小李", "customer.look", clock.now(), left)
    found = _hints(api)
    assert {key: one["count"] for key, one in found.items()} == {
        ("silent_calls", "小李"): 5, ("exports", "小李"): 5, ("reveals", "小李"): 20,
        ("night", "小李"): 5, ("leaver", "小李"): 3, ("cold", "小李"): 2,
    }  # fmt: skip
    for (key, _), one in found.items():
        page = _get(api, f"/boss/hints/{key}/{one['staff']['id']}/rows?total=true&limit=100")
        assert page["total"] == len(page["items"]) == one["count"]
        assert max(row["at"] for row in page["items"]) == one["seen_at"]


def test_nobody_is_told_what_they_did_themselves(office: Office) -> None:
    with office.world.inside():
        _odd(office, "周经理")
    own = {key for key, name in _hints(office.world.api("周经理")) if name == "周经理"}
    assert own == {"silent_calls", "cold"}
    seen = {key for key, name in _hints(office.world.api("王总")) if name == "周经理"}
    assert seen == own | {"exports", "reveals", "night"}


def test_a_hint_put_aside_comes_back_with_new_evidence(office: Office) -> None:
    api, me = office.world.api("周经理"), office.world.staff["小李"].pk
    with office.world.inside():
        _odd(office, "小李")
    seen = _hints(api)["exports", "小李"]
    said = {"seen_at": seen["seen_at"], "note": "给税务的"}
    status, aside = api.post(f"/boss/hints/exports/{me}/dismiss", said)
    assert (status, aside["note"], aside["by_name"]) == (200, "给税务的", "周经理")
    assert ("exports", "小李") not in _hints(api)
    assert _get(api, f"/boss/hints/exports/{me}/rows?total=true")["total"] == 0
    with office.world.inside():
        for _ in range(3):
            office.act("小李", "export.ask", clock.now())
    assert _hints(api)["exports", "小李"]["count"] == 3
    assert api.post(f"/boss/hints/exports/{me}/recall")[0] == 204
    assert _hints(api)["exports", "小李"]["count"] == 8
    assert api.post(f"/boss/hints/exports/{me}/recall")[0] == 404
    assert api.post(f"/boss/hints/nonsense/{me}/dismiss", said)[0] == 404
    with office.world.inside():
        log = AuditEntry.objects.filter(action__startswith="boss.").order_by("id")
        assert [row.action for row in log] == ["boss.dismiss", "boss.recall"]


def test_the_wall_shows_today(office: Office) -> None:
    with clock.frozen(LAST_MOMENT):
        wall = _get(office.world.api("王总"), "/boss/wall?by=sales_fen")
        figures = {one["key"]: (one["value"], one["previous"]) for one in wall["figures"]}
        assert figures["visits"] == (3, 2)
        assert figures["sales_fen"] == (20_100, 20_100)
        assert (wall["day"], wall["looking"], wall["merchant"]) == ("2026-11-18", 1, "远航集团")
        assert (wall["hours"][12], wall["hours"][23], wall["yesterday"][12]) == (2, 1, 2)
        ranks = [(one["staff"]["name"], one["value"]) for one in wall["ranks"]]
        assert sorted(ranks) == [("小孙", 10_050), ("小李", 10_050)]
        assert len(wall["lines"]) == 6 - 2
        own = _get(office.world.api("周经理"), "/boss/wall")
        assert {one["staff"]["name"] for one in own["lines"]} == {"小李"}
