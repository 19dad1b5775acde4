"""A database connection beside the caller's: what is written there stays, whatever becomes of it.

A token that was fetched and a refusal that was heard are facts of the outside; the transaction in
which that happened may still be rolled back. Used rarely, so it is opened and closed each time.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from django.db import connection

PATIENCE = "SET statement_timeout = '20s'"


def aside() -> AbstractContextManager[Any]:
    """A cursor in a transaction of its own; inside no merchant."""
    return separate()


@contextmanager
def separate() -> Iterator[Any]:
    """On a new connection. Tests that live in one transaction put theirs here instead."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(PATIENCE)
            cursor.execute("BEGIN")
            try:
                yield cursor
            except BaseException:
                cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
    finally:
        own.close()
