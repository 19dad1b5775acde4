"""Waking those who look again by themselves: after the commit, and seldom."""

import time
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, transaction

from keliu.platform.bus import NAP_SECONDS, PostgresBus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def listener() -> Iterator[psycopg.Connection]:
    """Somebody on a connection of their own."""
    with psycopg.connect(
        **connection.get_connection_params() | {"cursor_factory": None}, autocommit=True
    ) as opened:
        opened.execute("LISTEN keliu_test")
        yield opened


def calls(listener: psycopg.Connection) -> int:
    return len(list(listener.notifies(timeout=0.3)))


def test_many_commits_within_a_nap_are_one_call(listener: psycopg.Connection) -> None:
    bus = PostgresBus()
    began = time.monotonic()
    for _ in range(20):
        with transaction.atomic():
            bus.wake("keliu_test")
    naps = (time.monotonic() - began) / NAP_SECONDS
    assert 1 <= calls(listener) <= naps + 1


def test_after_a_nap_there_is_another_call(listener: psycopg.Connection) -> None:
    bus = PostgresBus()
    for _ in range(2):
        with transaction.atomic():
            bus.wake("keliu_test")
        time.sleep(NAP_SECONDS * 1.2)
    assert calls(listener) == 2


def test_nobody_is_woken_for_what_was_rolled_back(listener: psycopg.Connection) -> None:
    bus = PostgresBus()
    with transaction.atomic():
        bus.wake("keliu_test")
        transaction.set_rollback(True)
    assert calls(listener) == 0
    with transaction.atomic():
        bus.wake("keliu_test")
    assert calls(listener) == 1, "it was not counted as a call"


def test_what_is_committed_stands_when_the_call_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of those who listen comes after at most a second."""
    bus = PostgresBus()

    def broken(channel: str) -> bool:
        raise OSError(channel)

    monkeypatch.setattr(bus._naps, "over", broken)
    with transaction.atomic():
        bus.wake("keliu_test")
