"""The bus only wakes other processes; the truth is in PostgreSQL.

A message is sent with the transaction: nobody is woken for something that was rolled back. Which
bus it is stands in `KELIU_BUS`: PostgreSQL's own LISTEN/NOTIFY, or NATS for several nodes.
"""

import os
import time
from collections.abc import Iterable
from typing import Any, Protocol

import psycopg
from django.db import connection as ours
from django.db import transaction
from psycopg import sql

from keliu.kit import subjects
from keliu.platform import pipeline
from keliu.platform.pipeline import Question

NAP_SECONDS = 0.05
"""How often a process wakes those who look again by themselves; they must look this long after."""
Connection = psycopg.Connection[Any]


class Ear(Protocol):
    """Somebody who waits for calls on one channel."""

    def wait(self, seconds: float) -> None:
        """Return at the next call, or after `seconds`."""


class Bus(Protocol):
    """How processes wake one another."""

    def call(self, channel: str, payload: str = "") -> list[Question]:
        """Tell all who listen on `channel`, once the caller's transaction commits.

        The statements of the answer must be asked in that transaction.
        """

    def wake(self, channel: str) -> None:
        """Tell all who listen on `channel` after the commit, at most once in NAP_SECONDS.

        Only for those who look once more when a nap has passed since they were woken: then what is
        committed within a nap of a call is seen as well. Nobody's commit waits for the call.
        """

    def with_statement(self, channel: str, column: str) -> str:
        """SQL that calls with the text in `column`, or gives it back for `afterwards`."""

    def afterwards(self, channel: str, payloads: Iterable[str]) -> None:
        """Say what `with_statement` gave back; its statement has committed."""

    def ear(self, connection: Connection, channel: str) -> Ear:
        """Listen on `channel`; `connection` is the caller's own, direct and in autocommit."""


class PostgresEar:
    """LISTEN on the caller's connection."""

    def __init__(self, connection: Connection, channel: str) -> None:
        self._connection = connection
        connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))

    def wait(self, seconds: float) -> None:
        for _ in self._connection.notifies(timeout=seconds, stop_after=1):
            pass


class Naps:
    """When this process last woke whom."""

    def __init__(self) -> None:
        self._woken: dict[str, float] = {}

    def over(self, channel: str) -> bool:
        """Whether it is time to wake them again; whoever asks does it."""
        now = time.monotonic()
        if now - self._woken.get(channel, 0.0) < NAP_SECONDS:
            return False
        self._woken[channel] = now
        return True


class PostgresBus:
    """LISTEN/NOTIFY. Payloads stay below PostgreSQL's 8,000 bytes."""

    def __init__(self) -> None:
        self._naps = Naps()

    def wake(self, channel: str) -> None:
        def after_commit() -> None:  # Django names what failed, and a partial has no name
            self._wake(channel)

        # In the transaction itself a NOTIFY would make every commit wait for the one before.
        transaction.on_commit(after_commit, robust=True)

    def _wake(self, channel: str) -> None:
        if self._naps.over(channel):
            ours.ensure_connection()
            pipeline.ask(ours.connection, PostgresBus.call(self, channel))

    def call(self, channel: str, payload: str = "") -> list[Question]:
        return [Question("SELECT pg_notify(%s, %s)", [channel, payload])]

    def with_statement(self, channel: str, column: str) -> str:
        return f"pg_notify('{channel}', {column})"

    def afterwards(self, channel: str, payloads: Iterable[str]) -> None:
        """Said already, with the commit."""

    def ear(self, connection: Connection, channel: str) -> Ear:
        return PostgresEar(connection, channel)


def chosen() -> Bus:
    """The bus that the environment names."""
    servers = subjects.servers(os.environ)
    if not servers:
        return PostgresBus()
    # Only who uses it pays for it: nats-py and its thread are 8 MB.
    from keliu.platform.bus_nats import NatsBus

    return NatsBus(servers)


bus: Bus = chosen()
