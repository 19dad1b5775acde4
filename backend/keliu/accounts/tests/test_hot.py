"""The hot door: one round trip, and never an answer for somebody one is no longer."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, connections
from django.http import HttpResponse

from keliu.accounts import door, hot
from keliu.accounts.models import Session, Staff
from keliu.accounts.services import staff as people
from keliu.customers.models import Customer
from keliu.customers.tests.factories import add
from keliu.kit import actor
from keliu.platform import pipeline, sql
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking
from tests.cast import Api, World

Rounds = list[list[str]]


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> Rounds:
    """The statements of every round trip, as they are sent."""
    seen: Rounds = []
    asked = pipeline.ask

    def ask(line: Any, questions: Any) -> Any:
        seen.append([one.text for one in questions])
        return asked(line, questions)

    monkeypatch.setattr(pipeline, "ask", ask)
    return seen


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who came through the usual door."""
    seen: list[str] = []
    look_up = door._look_up

    def enter(*args: Any, **kwargs: Any) -> Any:
        seen.append("entered")
        return look_up(*args, **kwargs)

    monkeypatch.setattr(door, "_look_up", enter)
    return seen


PATHS = ("/customers?sort=-updated_at", "/customers/search?q=张伟", "/opportunities/board")


@pytest.mark.parametrize("path", PATHS)
def test_the_second_question_is_one_round_trip(
    far_sail: World, rounds: Rounds, usual: list[str], path: str
) -> None:
    api = far_sail.api("小李")
    add(api, "张伟")
    assert api.get(path)[0] == 200
    rounds.clear()
    usual.clear()
    assert api.get(path)[0] == 200
    assert len(rounds) == 1
    assert rounds[0][0] == door.SESSION
    assert usual == []


@pytest.mark.parametrize("name", ["王总", "周经理", "小李"])
def test_both_doors_give_the_same(
    far_sail: World, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    row = add(far_sail.api("小李"), "张伟", phone="13812345678", company="星河科技")
    paths = [*PATHS, f"/customers/{row['id']}"]
    api = far_sail.api(name)
    fast = [api.get(path) for path in paths]
    monkeypatch.setattr(hot, "_at_once", lambda *_: None)
    assert [api.get(path) for path in paths] == fast


def test_who_signed_out_gets_nothing(far_sail: World) -> None:
    api = far_sail.api("小李")
    assert api.get("/customers")[0] == 200
    Session.objects.filter(merchant_id=far_sail.merchant.pk).delete()
    assert api.get("/customers")[0] == 401


def test_a_right_taken_away_is_gone_at_once(far_sail: World) -> None:
    api = far_sail.api("小李")
    row = add(api, "张伟")
    assert api.get(f"/customers/{row['id']}")[0] == 200
    with far_sail.inside():
        role = far_sail.roles["sales"]
        changes = {"grants": {"opportunity.read": "own"}}
        people.role_update(role, version=role.version, changes=changes)
    assert api.get("/customers")[0] == 403
    assert api.get(f"/customers/{row['id']}")[0] == 403


def test_a_narrower_scope_counts_at_once(far_sail: World) -> None:
    add(far_sail.api("小赵"), "别人的客户")
    boss = far_sail.api("周经理")
    assert [one["name"] for one in boss.get("/customers")[1]["items"]] == ["别人的客户"]
    with far_sail.inside():
        row = Staff.objects.get(pk=far_sail.staff["周经理"].pk)
        Session.objects.filter(staff_id=row.pk).update(
            grants={"customer.read": "own"}, departments=[]
        )
    assert boss.get("/customers")[1]["items"] == []


def test_what_was_asked_as_somebody_else_is_thrown_away(far_sail: World, rounds: Rounds) -> None:
    api = far_sail.api("小李")
    add(api, "张伟")
    api.get("/customers")
    Session.objects.filter(staff_id=far_sail.staff["小李"].pk).update(name="李先生")
    rounds.clear()
    assert len(api.get("/customers")[1]["items"]) == 1
    assert len(rounds) > 1  # the usual door looked the session up again


def test_an_empty_question_is_answered(far_sail: World) -> None:
    api = far_sail.api("小李")
    for _ in range(2):
        assert api.get("/customers/search?q=") == (200, {"items": []})


def test_who_asks_more_than_fits_comes_through_the_usual_door(
    far_sail: World, usual: list[str]
) -> None:
    api = far_sail.api("小李")
    add(api, "张伟")
    usual.clear()
    _, body = api.get("/customers?total=true")
    assert (body["total"], usual) == (1, ["entered"])


def test_in_silence_nobody_speaks(far_sail: World) -> None:
    with far_sail.inside(), sql.silence():
        with pytest.raises(sql.Spoke):
            Customer.objects.count()
        with pytest.raises(sql.Spoke):
            sql.one("SELECT 1")


def test_askings_go_abreast(far_sail: World) -> None:
    def plain(number: int, more: int) -> Asking[list[int]]:
        found = []
        for _ in range(more):
            ((row,),) = yield [Question("SELECT %s::int", [number])]
            found.append(row[0])
        return found

    found = sql.answered(sql.abreast([plain(1, 2), plain(2, 0), plain(3, 1)]))
    assert found == [[1, 1], [], [3]]


# --- outside a transaction, as in production -----------------------------------------------------


@pytest.fixture
def line(transactional_db: None) -> Iterator[Any]:
    connection.ensure_connection()
    yield connection
    connections.close_all()


SETTING = "SELECT current_setting('keliu.merchant_id', true)"
TELL = "SELECT set_config('keliu.merchant_id', %s, true)"


def test_a_round_is_a_transaction_of_its_own(line: Any) -> None:
    _, said = sql.ask(Question(TELL, ["77"]), Question(SETTING))
    assert said.first == ("77",)
    assert sql.one(SETTING)[0] in (None, "")


def test_after_an_error_the_connection_goes_on(line: Any) -> None:
    with pytest.raises(Exception, match="division by zero"):
        sql.ask(Question("SELECT 1"), Question("SELECT 1/%s::int", [0]))
    assert sql.one("SELECT 1/%s::int", [1]) == (1,)
    with pytest.raises(Exception, match="does not exist"):
        sql.one("SELECT * FROM nowhere")
    assert sql.rows("SELECT generate_series(1, %(most)s)", {"most": 2}) == [(1,), (2,)]


def test_old_statements_make_room(line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "MOST", 3)
    for number in range(8):
        assert sql.one(f"SELECT {number} + %s::int", [1]) == (number + 1,)
    kept = sql.one("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'keliu%%'")
    assert kept[0] <= 3


def test_a_broken_connection_is_replaced_once(line: Any) -> None:
    sql.one("SELECT 1")
    line.connection.pgconn.finish()
    tries = []

    def attempt() -> HttpResponse:
        tries.append(1)
        return HttpResponse(str(sql.one("SELECT 7")[0]))

    answer = hot._again(attempt)
    assert answer is not None
    assert (answer.getvalue(), len(tries)) == (b"7", 2)


def test_a_question_in_psycopgs_own_pipeline(far_sail: World) -> None:
    with connection.connection.pipeline():
        earlier = psycopg.Cursor(connection.connection).execute("SELECT 5")
        assert sql.one("SELECT %s::int", [6]) == (6,)
        assert earlier.fetchone() == (5,)
    assert sql.one("SELECT %s::int", [7]) == (7,)


def test_nobody_acts_after_a_hot_read(far_sail: World) -> None:
    api: Api = far_sail.api("小李")
    api.get("/customers")
    api.get("/customers")
    assert actor.current() is actor.NOBODY
