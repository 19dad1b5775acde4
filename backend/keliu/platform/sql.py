"""Hand-written statements on Django's connection, prepared once per connection."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import psycopg
from django.db import connection
from psycopg.types.json import Jsonb, JsonbLoader

Params = Sequence[Any] | Mapping[str, Any]
_encode = msgspec.json.Encoder().encode


def jsonb(value: Any) -> Jsonb:
    """A value for a jsonb parameter."""
    return Jsonb(value, dumps=_encode)


def run(sql: str, params: Params = ()) -> "psycopg.Cursor[Any]":
    """Execute a prepared statement inside the running transaction and return its cursor."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: psycopg.Cursor[Any] = psycopg.Cursor(connection.connection)
        cursor.adapters.register_loader("jsonb", JsonbLoader)  # Django's own leaves jsonb as text
        cursor.execute(sql, params, prepare=True)
        return cursor


def planned(sql: str, params: Params = ()) -> Any:
    """First row of a statement that is planned for these very values, or None.

    For questions whose right plan depends on what is asked (filters): values travel in the text,
    quoted by psycopg, since the app role's prepared statements have one plan for all.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        cursor: psycopg.ClientCursor[Any] = psycopg.ClientCursor(connection.connection)
        cursor.adapters.register_loader("jsonb", JsonbLoader)
        with cursor:
            cursor.execute(sql, params)
            return cursor.fetchone()


def one(sql: str, params: Params = ()) -> Any:
    """First row of a prepared statement, or None."""
    with run(sql, params) as cursor:
        return cursor.fetchone()


def rows(sql: str, params: Params = ()) -> list[Any]:
    """All rows of a prepared statement."""
    with run(sql, params) as cursor:
        return cursor.fetchall()


def do(sql: str, params: Params = ()) -> int:
    """Run a statement for its effect; returns the row count."""
    with run(sql, params) as cursor:
        return cursor.rowcount
