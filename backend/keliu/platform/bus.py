"""The bus only wakes other processes; the truth is in PostgreSQL.

A message is sent with the transaction: nobody is woken for something that was rolled back.
"""

from typing import Protocol

from keliu.platform.pipeline import Question


class Bus(Protocol):
    """How processes wake one another."""

    def call(self, channel: str, payload: str = "") -> Question:
        """The statement that tells all who listen on `channel`, once its transaction commits."""


class PostgresBus:
    """LISTEN/NOTIFY. Payloads stay below PostgreSQL's 8,000 bytes."""

    def call(self, channel: str, payload: str = "") -> Question:
        return Question("SELECT pg_notify(%s, %s)", [channel, payload])


bus: Bus = PostgresBus()
