"""Web and worker die all the time while events come in: what was acknowledged is there, once."""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO, Any

import pytest
from django.db import connection
from django.db.models import Sum

from keliu.catalog.models import Card, CardCode, Product
from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.kit import clock
from keliu.radar.models import (
    AnonymousCount,
    Event,
    HourCount,
    HourPerson,
    Interest,
    Mark,
    Visit,
    Visitor,
)
from keliu.radar.rules import intake
from keliu.radar.services import hours, visits
from keliu.radar.tests.factories import Scene, customer, scene
from tests import cast, proofs

MODULE = "keliu.radar.tests.killed_house"
SENDERS, PEOPLE = 3, 6
KINDS = ("card_view", "product_view", "product_leave", "list_view", "phone_tap", "share")


@pytest.fixture
def stage(transactional_db: None) -> Iterator[Scene]:
    """The scene, committed, so that other processes see it."""
    yield scene(cast.company())
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE radar_event, platform_outbox, platform_push_out")


@dataclass
class Heard:
    """Row ids of events: acknowledged for good, or given up after a death."""

    acknowledged: set[int] = field(default_factory=set)
    unsure: set[int] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    deaths: int = 0  # batches that met one


class Sender(threading.Thread):
    """Sends batches, each again until it is acknowledged; a few are given up after a death."""

    def __init__(self, port: int, stage: Scene, tokens: list[str | None], seed: int) -> None:
        super().__init__()
        self.port, self.tokens, self.code = port, tokens, stage.code.code
        self.products = [str(stage.gift.pk), str(stage.tea.pk)]
        self.chance = random.Random(seed)  # noqa: S311  the same events every time
        self.heard, self.stop = Heard(), threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            self._deliver([self._event() for _ in range(self.chance.randint(1, 20))])

    def _event(self) -> dict[str, Any]:
        at = clock.now() - timedelta(milliseconds=self.chance.randrange(1, 90_000))
        name = f"{clock.to_ms(at):012x}7{self.chance.randrange(16**19):019x}"
        event: dict[str, Any] = {"id": name, "at": clock.iso(at), "kind": self.chance.choice(KINDS)}
        if event["kind"].startswith("product"):
            event |= {"object_kind": "product", "object_id": self.chance.choice(self.products)}
        if event["kind"].endswith("leave"):
            event["dwell_ms"] = self.chance.randrange(9_000)
        return event

    def _deliver(self, events: list[dict[str, Any]]) -> None:
        body = json.dumps({"code": self.code, "events": events}).encode()
        token = self.chance.choice(self.tokens)
        rows = {intake.row_id(one["id"], _ms(one["at"]))[0] for one in events}
        while True:
            status = self._post(body, token)
            if status is not None:
                self.heard.answers[status] += 1
                self.heard.acknowledged |= rows
                return
            self.heard.deaths += 1
            if self.chance.random() < 0.1 or self.stop.is_set():
                self.heard.unsure |= rows
                return

    def _post(self, body: bytes, token: str | None) -> int | None:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Content-Type": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            line.request("POST", "/api/v1/radar/events", body, headers)
            answer = line.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            line.close()
        return answer.status


def _ms(text: str) -> int:
    found = intake.moment(text)
    assert found is not None
    return found


@contextmanager
def dying_house(seed: int, deaths: list[int]) -> Iterator[int]:
    """The port to send to; at the end `deaths` has how many takers and digesters died."""
    command = [sys.executable, "-m", MODULE, str(seed)]
    house = subprocess.Popen(  # noqa: S603  our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    said: IO[str] | None = house.stdout
    assert house.stdin is not None
    assert said is not None
    try:
        yield int(said.readline())
        house.stdin.close()
        deaths += map(int, said.readline().split())
    finally:
        house.kill()
        house.wait()
        said.close()


def _sent(stage: Scene, batches: int, seed: int) -> tuple[list[Heard], list[int]]:
    """Send until so many batches are acknowledged, however slow the machine is."""
    people = [customer(stage.world, f"客人{at}") for at in range(PEOPLE)]
    tokens = [None, *(stage.token(one) for one in people)]
    deaths: list[int] = []
    with dying_house(seed, deaths) as port:
        senders = [Sender(port, stage, tokens, seed + at) for at in range(SENDERS)]
        for one in senders:
            one.start()
        while sum(one.heard.answers.total() for one in senders) < batches:
            assert all(one.is_alive() for one in senders)
            time.sleep(0.02)
        for one in senders:
            one.stop.set()
        for one in senders:
            one.join(60)
    return [one.heard for one in senders], deaths


def _drill(stage: Scene, batches: int, seed: int) -> tuple[int, list[int]]:
    """(events, deaths) after everything has been looked at."""
    heard, deaths = _sent(stage, batches, seed)
    sure = set().union(*(one.acknowledged for one in heard))
    unsure = set().union(*(one.unsure for one in heard))
    assert {status for one in heard for status in one.answers} == {200}
    stage.digest()
    with stage.world.inside():
        stored = set(Event.objects.values_list("id", flat=True))
        assert sure - stored == set()
        assert stored - sure - unsure == set()
        assert not Mark.objects.exists()
        _visits_agree()
        _counters_agree(stage)
        _hours_agree()
    return len(stored), deaths


def _visits_agree() -> None:
    for visit in Visit.objects.all():
        found = visits.rebuild(visit.pk)
        sums = (visit.event_count, visit.dwell_ms, visit.heat, visit.share_count)
        assert sums == (found.events, found.dwell_ms, found.heat, found.shares)
        line = Interaction.objects.get(ref_kind="visit", ref_id=visit.pk, kind="visit")
        assert line.data["events"] == visit.event_count
    known = Event.objects.filter(customer_id__isnull=False)
    assert Visit.objects.aggregate(n=Sum("event_count"))["n"] == known.count()
    visited = Counter(Visit.objects.values_list("customer_id", flat=True))
    assert dict(Customer.objects.filter(visit_count__gt=0).values_list("id", "visit_count")) == (
        visited
    )


def _counters_agree(stage: Scene) -> None:
    views, liked = Counter[int](), Counter[tuple[int, str, int]]()
    for event in Event.objects.all():
        good = intake.Good("", event.pk, 0, event.kind, 0, event.object_kind, event.object_id, 0)
        looks, products = intake.views_of([good])
        views.update({stage.code.card_id: looks, **products})
        if event.customer_id:
            for thing, (seen, _) in intake.looked_at([good], event.card_id).items():
                liked[(event.customer_id, *thing)] += seen
    counted = dict(Product.objects.values_list("id", "view_count"))
    counted |= dict(Card.objects.values_list("id", "view_count"))
    assert {one: count for one, count in counted.items() if count} == +views
    kept = Interest.objects.values_list("customer_id", "object_kind", "object_id", "views")
    assert {tuple(row[:3]): row[3] for row in kept if row[3]} == +liked
    assert CardCode.objects.get().visitors == Visitor.objects.count()
    nobody = Event.objects.filter(customer_id__isnull=True).count()
    assert (AnonymousCount.objects.aggregate(n=Sum("count"))["n"] or 0) == nobody


def _hours_agree() -> None:
    cells = ("hour", "card_id", "code_id", "kind", "source", "events", "anonymous", "visitors",
             "dwell_ms")  # fmt: skip
    before = set(HourCount.objects.values_list(*cells))
    people = HourPerson.objects.count()
    start = clock.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)
    hours.rebuild(start, start + timedelta(hours=4))
    assert set(HourCount.objects.values_list(*cells)) == before
    assert HourPerson.objects.count() == people


@pytest.mark.timeout(120)
def test_what_was_acknowledged_is_there_once_though_processes_die(stage: Scene) -> None:
    events, (takers, digesters) = _drill(stage, 30, seed=5)
    assert events
    assert takers + digesters >= 3


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_hundreds_of_deaths_lose_and_double_nothing(stage: Scene) -> None:
    events, (takers, digesters) = _drill(stage, 2_500, seed=77)
    proofs.tell("ingest.events", events)
    proofs.tell("ingest.deaths", takers + digesters)
    proofs.tell("ingest.digests", digesters)
