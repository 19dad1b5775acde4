"""The bus only wakes other processes; the truth is in PostgreSQL.

A message is sent with the transaction: nobody is woken for something that was rolled back. Which
bus it is stands in `KELIU_BUS`: PostgreSQL's own LISTEN/NOTIFY, or NATS for several nodes.
"""

import os
from collections.abc import Iterable
from typing import Any, Protocol

import psycopg
from psycopg import sql

from keliu.kit import subjects
from keliu.platform.pipeline import Question

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


class PostgresBus:
    """LISTEN/NOTIFY. Payloads stay below PostgreSQL's 8,000 bytes."""

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
