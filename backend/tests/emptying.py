"""Emptying the tables after a test that committed.

Django truncates, which gives every table and index a new file: 1,300 of them, a quarter of a second
and more. Most tests leave a few rows in a few tables; those are deleted instead. Whatever the
planner could tell from a table that was truncated (more pages than it assumes of an empty one, or
statistics) still is.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

from tests import plugin

PAGES = 9
"""PostgreSQL plans for a table without statistics as if it had ten pages, when it has fewer."""
LEFT = """SELECT c.relname, c.reltuples < 0 AND pg_relation_size(c.oid) <= %s
 FROM pg_class c LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
 LEFT JOIN pg_class whole ON whole.oid = i.inhparent
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
 AND coalesce(whole.relname, c.relname) = ANY(%s) AND pg_relation_size(c.oid) > 0"""


def cheaply() -> None:
    """From now on a flush deletes where that does, and truncates where it does not."""
    kind = type(connection.ops)
    truncating = kind.sql_flush

    def emptying(ops: Any, style: Any, tables: Sequence[str], **more: Any) -> list[str]:
        return [] if deleted(tables) else truncating(ops, style, tables, **more)

    kind.sql_flush = emptying  # type: ignore[method-assign,assignment]  # in tests only


def deleted(tables: Sequence[str]) -> bool:
    """Whether all rows are gone; nothing was done where that would leave traces."""
    place = plugin.address("admin", str(connection.settings_dict["NAME"]))
    with psycopg.connect(place, autocommit=True) as admin:
        left = admin.execute(LEFT, [PAGES * 8192, list(tables)]).fetchall()
        if not all(small for _, small in left):
            return False
        # Neither order of tables nor what they do on changes matters to somebody who takes all.
        words: list[sql.Composable] = [sql.SQL("SET session_replication_role = replica")]
        words += [sql.SQL("DELETE FROM {}").format(sql.Identifier(name)) for name, _ in left]
        admin.execute(sql.SQL("; ").join(words))
    return True
