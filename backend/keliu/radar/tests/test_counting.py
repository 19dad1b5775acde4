"""Whatever comes in, in whatever order and however often: the sums are the generator's own."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import msgspec
import pytest
from django.db import connection
from django.db.models import Count, Sum
from django.test.utils import CaptureQueriesContext

from keliu.catalog.models import Product
from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.platform import pipeline
from keliu.platform.pipeline import Answer, Connection, Question
from keliu.radar import public
from keliu.radar.models import (
    AnonymousCount,
    Event,
    HourCount,
    HourPerson,
    Interest,
    Mark,
    QuarantineCount,
    Quarantined,
    Visit,
)
from keliu.radar.services import alerts, digest, hours, intake, known, visits
from keliu.radar.tests.crowd import Crowd
from keliu.radar.tests.factories import Scene, customer, event, looks, scene
from tests.cast import Api, World
from tests.proofs import tell

PEOPLE, MANY, PARTS = 12, 100_000, 10
NOTICED = alerts.noticed_all


@pytest.fixture(autouse=True)
def nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here it is about sums; who is told of what has tests of its own."""
    monkeypatch.setattr(alerts, "noticed_all", lambda _: None)


def _is(person: int | None, token: str | None, merchant_id: int) -> int | None:
    """Who sends a batch, as a session would say."""
    return person


def _take_in(stage: Scene, crowd: Crowd, digest_every: int) -> None:
    people = [customer(stage.world, f"客人{at}").pk for at in range(crowd.visitors)]
    for number, (who, events) in enumerate(crowd.batches()):
        body = msgspec.json.encode({"code": stage.code.code, "events": events})
        person = people[who] if who is not None else None
        intake.take_in(body, intake.Sender(partial(_is, person)))
        if number % digest_every == 0:
            stage.digest()
    stage.digest()


def _hours() -> dict[tuple[object, ...], tuple[int, ...]]:
    rows = HourCount.objects.values_list(
        "hour", "card_id", "code_id", "kind", "source", "events", "anonymous", "visitors",
        "dwell_ms",
    )  # fmt: skip
    return {tuple(row[:5]): tuple(row[5:]) for row in rows}


def _check(stage: Scene, crowd: Crowd) -> None:
    wanted = crowd.expected
    with stage.world.inside():
        assert not Mark.objects.exists()
        assert Event.objects.count() == wanted.stored
        kinds = Event.objects.values_list("kind").annotate(n=Count("id"))
        assert dict(kinds) == dict(wanted.kinds)
        sums = Visit.objects.aggregate(events=Sum("event_count"), dwell=Sum("dwell_ms"))
        assert sums["events"] == wanted.known
        anonymous = AnonymousCount.objects.aggregate(n=Sum("count"))["n"]
        assert anonymous == wanted.stored - wanted.known
        whole = HourCount.objects.aggregate(
            n=Sum("events"), nobody=Sum("anonymous"), dwell=Sum("dwell_ms")
        )
        assert whole == {"n": wanted.stored, "nobody": anonymous, "dwell": wanted.dwell_ms}
        refused = dict(QuarantineCount.objects.values_list("reason").annotate(n=Sum("count")))
        assert refused == dict(wanted.refused)
        assert Quarantined.objects.count() == sum(wanted.refused.values())


def _crowd(stage: Scene, many: int, seed: int = 7) -> Crowd:
    products = [str(stage.gift.pk), str(stage.tea.pk)]
    return Crowd(many, PEOPLE, products, clock.now() - timedelta(seconds=5), seed)


def _rebuilt(stage: Scene, crowd: Crowd) -> None:
    """Counted anew from the raw events: the same hours, the same people, the same visits."""
    start = crowd.now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=50)
    with stage.world.inside():
        before, people = _hours(), HourPerson.objects.count()
        hours.rebuild(start, start + timedelta(hours=52))
        assert _hours() == before
        assert HourPerson.objects.count() == people
        for visit in Visit.objects.order_by("id")[:20]:
            tally = visits.rebuild(visit.pk)
            assert (tally.events, tally.dwell_ms) == (visit.event_count, visit.dwell_ms)
            assert (tally.heat, tally.shares) == (visit.heat, visit.share_count)


def test_sums_are_the_generators_own(far_sail: World) -> None:
    stage = scene(far_sail)
    crowd = _crowd(stage, 2_000)
    _take_in(stage, crowd, digest_every=60)
    _check(stage, crowd)
    _rebuilt(stage, crowd)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("part", range(PARTS))
def test_a_million_events_are_counted_exactly(far_sail: World, part: int) -> None:
    stage = scene(far_sail)
    crowd = _crowd(stage, MANY, seed=7 + part)
    _take_in(stage, crowd, digest_every=200)
    _check(stage, crowd)
    _rebuilt(stage, crowd)
    tell("crowd", crowd.expected.stored, part=part)


def test_who_withdraws_is_counted_as_a_visitor_no_more(far_sail: World) -> None:
    stage = scene(far_sail)
    zhang, li = customer(stage.world, "张阿姨"), customer(stage.world, "李叔")
    with clock.frozen(clock.now().replace(minute=20)):
        for who in (zhang, li):
            stage.send([event("card_view"), looks(stage.gift)], who)
    with stage.world.inside():
        assert HourCount.objects.aggregate(n=Sum("visitors"), e=Sum("events")) == {"n": 4, "e": 4}
        public.deidentify(zhang.pk, "radar")
        before = _hours()
        assert HourCount.objects.aggregate(n=Sum("visitors"), e=Sum("events")) == {"n": 2, "e": 4}
        start = clock.now().replace(minute=0, second=0, microsecond=0)
        hours.rebuild(start - timedelta(hours=2), start + timedelta(hours=2))
        assert _hours() == before


def test_what_waits_is_nameless_after_a_withdrawal(far_sail: World) -> None:
    stage = scene(far_sail)
    zhang = customer(stage.world, "张阿姨")
    body = {"code": stage.code.code, "events": [event("card_view")]}
    assert Api(stage.token(zhang)).post("/radar/events", body)[1]["stored"] == 1
    with stage.world.inside():
        assert Mark.objects.get().customer_id == zhang.pk
        public.deidentify(zhang.pk, "radar")
        assert not Mark.objects.exists()
        assert Visit.objects.get().customer_id is None
        assert not Interest.objects.exists()
        assert not HourPerson.objects.exists()
    stage.digest()
    with stage.world.inside():
        assert Visit.objects.get().event_count == 1


def test_a_digest_that_fails_begins_anew(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = scene(far_sail)
    zhang = customer(stage.world, "张阿姨")
    body = {"code": stage.code.code, "events": [event("card_view"), event("phone_tap")]}
    Api(stage.token(zhang)).post("/radar/events", body)
    with monkeypatch.context() as broken:
        broken.setattr(alerts, "noticed_all", lambda _: 1 / 0)
        with stage.world.inside(), pytest.raises(ZeroDivisionError):
            digest.run()
    with stage.world.inside():
        assert not Visit.objects.exists()
        assert Mark.objects.count() == 1
    stage.digest()
    with stage.world.inside():
        assert Visit.objects.get().event_count == 2
        assert HourCount.objects.aggregate(n=Sum("events"))["n"] == 2


def test_a_digest_asks_as_little_for_many_as_for_few(
    far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its statements do not grow with the people whose batches wait."""
    stage, asked = scene(far_sail), list[str]()
    people = [customer(stage.world, f"客人{at}") for at in range(6)]
    together = pipeline.ask

    def ask(link: Connection, questions: Sequence[Question]) -> list[Answer]:
        asked.extend(one.text for one in questions)
        return together(link, questions)

    def statements(who: list[Customer], *seen: Product) -> int:
        for one in who:
            events = [event("card_view"), *map(looks, seen)]
            Api(stage.token(one)).post("/radar/events", {"code": stage.code.code, "events": events})
        for kept in (known._people, known._things, known._faces, known._shares):
            kept.kept.clear()
        asked.clear()
        with stage.world.inside(), CaptureQueriesContext(connection) as others:
            assert digest.run() == len(who)
        return len(asked) + len(others)

    monkeypatch.setattr(pipeline, "ask", ask)
    monkeypatch.setattr(alerts, "noticed_all", NOTICED)
    statements(people)  # their first visits
    few = statements(people[:2], stage.gift, stage.tea)
    assert statements(people, stage.gift, stage.tea) == few
