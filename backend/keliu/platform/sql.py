"""Hand-written statements on Django's connection, prepared once per connection."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any, TypeVar

import msgspec
import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.models import BooleanField, F, Func, QuerySet, Value
from psycopg.types.json import Jsonb

from keliu.platform import pipeline
from keliu.platform.errors import FilterTooWide
from keliu.platform.pipeline import Answer, Params, Question

_T = TypeVar("_T")
encode = msgspec.json.Encoder().encode
BEFORE, AFTER = Question("SAVEPOINT together"), Question("RELEASE together")
BACK = Question("ROLLBACK TO together", bare=True)  # nothing can be prepared after a refusal
# What people filter by may fit no index at all; nobody waits longer for a list than this.
IN_TIME = Question("SELECT set_config('statement_timeout', %s, true)", ["3s"])
_silent: ContextVar[bool] = ContextVar("silent", default=False)


class Spoke(Exception):  # noqa: N818  not an error: it ends an attempt
    """Somebody asked the database where only `Question`s may be put."""


Asking = Generator[list[Question], list[list[Any]], _T]
"""Yields questions, is sent the rows of each, returns what it made of them."""


def jsonb(value: Any) -> Jsonb:
    """A value for a jsonb parameter."""
    return Jsonb(value, dumps=encode)


def array(ids: Iterable[int]) -> str:
    """Ids for a parameter that says `::bigint[]`; cheaper to write than a list."""
    return f"{{{','.join(map(str, ids))}}}"


def ask(*questions: Question) -> list[Answer]:
    """Several statements in one round trip; outside a transaction they are one of their own."""
    if _silent.get():
        raise Spoke
    return together(questions)


def together(questions: Sequence[Question]) -> list[Answer]:
    """Like `ask`, in silence too: for the door alone."""
    connection.ensure_connection()
    ahead = [IN_TIME] if any(one.planned for one in questions) else []
    with connection.wrap_database_errors, _in_time():
        return pipeline.ask(connection.connection, [*ahead, *questions])[len(ahead) :]


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.QueryCanceled as late:
        raise FilterTooWide from late


def planned(sql: str, params: Params = ()) -> Any:
    """First row of a statement that is planned for these very values, or None.

    For questions whose right plan depends on what is asked (filters): values travel in the text,
    quoted by psycopg, since the app role's prepared statements have one plan for all.
    """
    return ask(Question(sql, params, planned=True))[0].first


def one(sql: str, params: Params = ()) -> Any:
    """First row of a prepared statement, or None."""
    return ask(Question(sql, params))[0].first


def rows(sql: str, params: Params = ()) -> list[Any]:
    """All rows of a prepared statement."""
    return ask(Question(sql, params))[0].rows


def told(sql: str, params: Sequence[Any] = ()) -> list[Any]:
    """All rows of a report's statement: planned for its values, and given the time it takes."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def inside(rows: QuerySet[Any]) -> tuple[str, list[Any]]:
    """A question of the ORM as (text, values), to stand inside another one; it may find nothing."""
    compiler: Any = rows.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False)
    text, values = compiler.as_sql()
    return text, list(values)


def among(column: str, ids: Iterable[int]) -> Func:
    """`column IN ids` for the ORM, with one value however many ids there are."""
    given = Func(Value(array(ids)), template="(%(expressions)s::bigint[])")
    return Func(
        F(column), given, template="(%(expressions)s)", arg_joiner=" = ANY ",
        output_field=BooleanField(),
    )  # fmt: skip


def do(sql: str, params: Params = ()) -> int:
    """Run a statement for its effect; returns the row count."""
    return ask(Question(sql, params))[0].count


def all_or_none(*questions: Question) -> list[Answer]:
    """Like `ask`, in a transaction: what the database refuses takes the others back with it.

    The transaction goes on after a refusal, as after an `atomic` inside it, without its two round
    trips.
    """
    try:
        return ask(BEFORE, *questions, AFTER)[1:-1]
    except DatabaseError:
        ask(BACK, AFTER)
        raise


def at_the_end(question: Question) -> None:
    """Run a statement together with the COMMIT of this transaction; at once inside another one."""
    ours: Any = connection
    if ours.outermost() and not ours.last_words:
        ours.last_words = question
    else:
        ask(question)


def finished(asking: Asking[_T], rows: list[list[Any]]) -> _T:
    """The result of an `asking` that has all it wanted to know; Spoke when it wants more."""
    try:
        asking.send(rows)
    except StopIteration as done:
        result: _T = done.value
        return result
    raise Spoke


def abreast(askings: Sequence[Asking[_T]]) -> Asking[list[_T]]:
    """Several askings at the same time: what they want to know travels together."""
    results: dict[int, _T] = {}
    answers: dict[int, list[list[Any]] | None] = dict.fromkeys(range(len(askings)))
    while answers:
        wanted: dict[int, list[Question]] = {}
        for at, rows in answers.items():
            try:
                wanted[at] = next(askings[at]) if rows is None else askings[at].send(rows)
            except StopIteration as done:
                results[at] = done.value
        found = iter((yield [one for some in wanted.values() for one in some]) if wanted else ())
        answers = {at: list(islice(found, len(some))) for at, some in wanted.items()}
    return [results[at] for at in range(len(askings))]


def answered(asking: Asking[_T]) -> _T:
    """Ask what `asking` wants to know inside the running transaction; returns its result."""
    try:
        questions = next(asking)
        while True:
            questions = asking.send([one.rows for one in ask(*questions)])
    except StopIteration as done:
        result: _T = done.value
        return result


def _refuse(*_: Any, **__: Any) -> Any:
    raise Spoke


@contextmanager
def silence() -> Iterator[None]:
    """The body may not ask the database anything; whatever does raises Spoke."""
    token = _silent.set(True)
    try:
        with connection.execute_wrapper(_refuse):
            yield
    finally:
        _silent.reset(token)
