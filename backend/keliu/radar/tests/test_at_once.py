"""The usual batch takes one round trip; whatever is unusual about one takes the careful way."""

from datetime import timedelta
from typing import Any

import pytest

from keliu.accounts.models import Session
from keliu.catalog.models import Card
from keliu.customers.models import Consent, Customer
from keliu.kit import clock
from keliu.platform import pipeline
from keliu.radar.models import Event, Quarantined, Visit, Visitor
from keliu.radar.rules import intake as rules
from keliu.radar.services import intake, partitions
from keliu.radar.tests.factories import Scene, customer, event, looks, scene
from tests.cast import Api, World


@pytest.fixture
def stage(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """In a process that has seen this month's partition; nobody needs to call the digest."""
    now = rules.row_id("0" * 26, clock.now_ms())[0]
    monkeypatch.setattr(partitions, "_made", {*partitions._months(now, now)})
    monkeypatch.setattr(intake, "call", lambda: None)
    return scene(far_sail)


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What goes over the line together."""
    seen: list[list[str]] = []
    ask = pipeline.ask

    def noting(connection: Any, questions: Any) -> Any:
        seen.append([one.text for one in questions])
        return ask(connection, questions)

    monkeypatch.setattr(pipeline, "ask", noting)
    return seen


def _post(stage: Scene, who: Customer, events: list[Any]) -> tuple[int, dict[str, Any]]:
    """As `stage.send`, without the digest."""
    api = Api(stage.token(who))
    return api.post("/radar/events", {"code": stage.code.code, "events": events})


def _met(stage: Scene, name: str = "张阿姨") -> Customer:
    """Somebody who sent a batch a moment ago."""
    who = customer(stage.world, name)
    assert _post(stage, who, [event("card_view"), looks(stage.gift)])[1]["stored"] == 2
    return who


def _whose(stage: Scene) -> list[int | None]:
    with stage.world.inside():
        return list(Event.objects.order_by("at", "id").values_list("customer_id", flat=True))


def test_the_second_batch_is_one_round_trip_and_the_same_visit(
    stage: Scene, rounds: list[list[str]]
) -> None:
    zhang = _met(stage)
    rounds.clear()
    batch = [event("card_view"), looks(stage.gift), looks(stage.gift, dwell_ms=9_000)]
    assert _post(stage, zhang, batch) == (200, {"stored": 3, "repeated": 0, "rejected": []})
    assert len(rounds) == 1
    assert "merchant_id" in rounds[0][1]  # the fence opens in front of the statement
    stage.digest()
    with stage.world.inside():
        visit = Visit.objects.get()
        assert (visit.event_count, visit.dwell_ms, visit.times) == (5, 9_000, 1)
        assert Visitor.objects.get().last_at == visit.last_at
    assert _whose(stage) == [zhang.pk] * 5


@pytest.mark.parametrize("remembered", [True, False])
def test_what_comes_again_is_stored_once(stage: Scene, *, remembered: bool) -> None:
    zhang = _met(stage)
    batch = [event("card_view"), looks(stage.gift)]
    assert _post(stage, zhang, batch)[1]["stored"] == 2
    if not remembered:  # another process took it
        intake._sent.kept.clear()
    more = [*batch, looks(stage.tea)]
    assert _post(stage, zhang, more)[1] == {"stored": 1, "repeated": 2, "rejected": []}
    assert _post(stage, zhang, more)[1] == {"stored": 0, "repeated": 3, "rejected": []}
    stage.digest()
    with stage.world.inside():
        assert Visit.objects.get().event_count == Event.objects.count() == 5


def test_bad_ones_are_put_aside_exactly(stage: Scene) -> None:
    zhang = _met(stage)
    sent = [event("teleport"), event("card_view")]
    for stored in (1, 0):
        answer = _post(stage, zhang, sent)[1]
        assert (answer["stored"], len(answer["rejected"])) == (stored, 1)
    with stage.world.inside():
        assert Quarantined.objects.count() == 1


def test_who_withdrew_is_nobody_from_the_next_batch_on(stage: Scene) -> None:
    zhang = _met(stage)
    with stage.world.inside():
        Consent.objects.filter(customer=zhang).update(withdrawn_at=clock.now())
    assert _post(stage, zhang, [event("card_view")])[1]["stored"] == 1
    assert _whose(stage) == [zhang.pk, zhang.pk, None]


def test_a_session_that_ended_names_nobody(stage: Scene) -> None:
    zhang = _met(stage)
    over = clock.now() - timedelta(hours=1)
    Session.objects.filter(customer_id=zhang.pk).update(expires_at=over)
    assert _post(stage, zhang, [event("card_view")])[1]["stored"] == 1
    assert _whose(stage) == [zhang.pk, zhang.pk, None]


def test_a_session_that_became_somebody_elses_names_them(stage: Scene) -> None:
    zhang, li = _met(stage), customer(stage.world, "李叔")
    Session.objects.filter(customer_id=zhang.pk).update(customer_id=li.pk)
    assert _post(stage, zhang, [event("card_view")])[1]["stored"] == 1
    assert _whose(stage) == [zhang.pk, zhang.pk, li.pk]


def test_a_session_is_nobodys_next_door(stage: Scene, next_door: World) -> None:
    zhang, other = _met(stage), scene(next_door, "老王")
    answer = Api(stage.token(zhang)).post(
        "/radar/events", {"code": other.code.code, "events": [event("card_view")]}
    )
    assert answer[1]["stored"] == 1
    assert _whose(other) == [None]


def test_a_card_that_was_taken_off_takes_nothing(stage: Scene) -> None:
    zhang = _met(stage)
    with stage.world.inside():
        Card.objects.update(state="draft")
    assert _post(stage, zhang, [event("card_view")])[1]["code"] == "code_gone"
    assert len(_whose(stage)) == 2


def test_after_silence_a_new_visit_begins(stage: Scene) -> None:
    zhang = _met(stage)
    with stage.world.inside():
        Visitor.objects.update(last_at=clock.now() - rules.SILENCE * 2)
    assert _post(stage, zhang, [event("card_view")])[1]["stored"] == 1
    with stage.world.inside():
        assert len(set(Event.objects.values_list("visit_id", flat=True))) == 2


def _two_of_one_row() -> list[dict[str, Any]]:
    """Two events of the same millisecond whose ids lead to the same row."""
    at, seen = clock.now(), dict[int, dict[str, Any]]()
    while True:
        one = event("card_view", at=at)
        row = rules.row_id(one["id"], clock.to_ms(at))[0]
        if row in seen:
            return [seen[row], one]
        seen[row] = one


@pytest.mark.parametrize("quick", [True, False])
def test_two_events_of_one_row_are_two(stage: Scene, *, quick: bool) -> None:
    zhang = _met(stage)
    if not quick:
        intake._met.kept.clear()
    batch = _two_of_one_row()
    assert _post(stage, zhang, batch)[1]["stored"] == 2
    assert _post(stage, zhang, batch)[1] == {"stored": 0, "repeated": 2, "rejected": []}
    stage.digest()
    with stage.world.inside():
        assert Visit.objects.get().event_count == Event.objects.count() == 4
