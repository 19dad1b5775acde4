"""A statement that leaves with the COMMIT of its transaction, or not at all."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from keliu.platform import pipeline, sql
from keliu.platform.pipeline import Question

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def words() -> Iterator[None]:
    """A table of this test alone, gone with its connection."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE said (id bigint PRIMARY KEY)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE said")


def said(number: int) -> Question:
    return Question("INSERT INTO said VALUES (%s)", [number])


def heard() -> int:
    return int(sql.one("SELECT count(*) FROM said")[0])


def test_it_leaves_with_the_commit() -> None:
    with transaction.atomic():
        sql.at_the_end(said(1))
        assert heard() == 0
    assert heard() == 1


def test_it_is_forgotten_with_a_rollback() -> None:
    with transaction.atomic():
        sql.at_the_end(said(1))
        transaction.set_rollback(True)
    with transaction.atomic():
        sql.one("SELECT 1")
    assert heard() == 0


def test_inside_another_transaction_it_runs_at_once() -> None:
    with transaction.atomic():
        with transaction.atomic():
            sql.at_the_end(said(1))
        assert heard() == 1


def test_one_that_fails_takes_the_transaction_along() -> None:
    with pytest.raises(DatabaseError):
        twice(1)
    assert heard() == 0


def twice(number: int) -> None:
    with transaction.atomic():
        sql.ask(said(number))
        sql.at_the_end(said(number))


def test_all_or_none_takes_back_what_came_before_the_refusal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with transaction.atomic():
        sql.ask(said(1))
        monkeypatch.setattr(pipeline, "MOST", 1)  # whatever is new makes room by a statement
        with pytest.raises(DatabaseError):
            sql.all_or_none(said(2), said(1), said(3))
        sql.all_or_none(said(4))
        assert heard() == 2
    assert heard() == 2
