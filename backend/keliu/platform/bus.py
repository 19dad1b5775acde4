"""The bus only wakes other processes; the truth is in PostgreSQL.

A message is sent with the transaction: nobody is woken for something that was rolled back.
"""

from typing import Protocol

from keliu.platform import sql


class Bus(Protocol):
    """How processes wake one another."""

    def wake(self, channel: str, payload: str = "") -> None:
        """Tell everyone listening on `channel`, once the running transaction commits."""


class PostgresBus:
    """LISTEN/NOTIFY. Payloads stay below PostgreSQL's 8,000 bytes."""

    def wake(self, channel: str, payload: str = "") -> None:
        sql.do("SELECT pg_notify(%s, %s)", [channel, payload])


bus: Bus = PostgresBus()
