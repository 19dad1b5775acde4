"""Statements on Django's connection: prepared once, sent together, awaited once.

psycopg flushes after every statement of its pipeline, which costs a system call and a wake-up on
both sides each, and reads a statement's text anew every time; here libpq (`psycopg.pq`) is asked
directly. Outside a transaction the statements of one round are one transaction; inside, the BEGIN
that psycopg would send alone travels with the first of them.

Only this module prepares statements on these connections (`prepare_threshold` is None): psycopg
would drop all of them, ours too, whenever something is rolled back.
"""

import re
import select
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import pq
from psycopg.abc import Buffer
from psycopg.adapt import AdaptersMap, Loader, PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.types.json import JsonbLoader

Params = Sequence[Any] | Mapping[str, Any]
Connection = psycopg.Connection[Any]
PLACE = re.compile(r"%(?:(%)|\((\w+)\)s|s)")
MOST = 500  # prepared statements of a connection
GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


@dataclass(frozen=True, slots=True)
class Question:
    """A statement, asked together with others; `planned` for its very values, see `sql.planned`.

    A `bare` one has no values and is never prepared: it may have to work where preparing fails.
    """

    text: str
    values: Params = ()
    planned: bool = False
    bare: bool = False


class AsWritten(Loader):
    """Long JSON that only passes through comes as `bpchar`: bytes, never decoded and encoded."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


class Line:
    """What we keep of a connection: how values are read and written, and what it has prepared."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.adapters = AdaptersMap(connection.adapters)
        self.adapters.register_loader("jsonb", JsonbLoader)  # Django's own leaves jsonb as text
        self.adapters.register_loader("bpchar", AsWritten)
        self.names: OrderedDict[tuple[bytes, Any], bytes] = OrderedDict()
        self.serial = 0  # a name is never used twice


_lines: "WeakKeyDictionary[Connection, Line]" = WeakKeyDictionary()


def _line_of(connection: Connection) -> Line:
    known = _lines.get(connection)
    if known is None:
        known = _lines[connection] = Line(connection)
    return known


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, read when somebody wants it."""

    line: Line
    result: Any

    @property
    def rows(self) -> list[Any]:
        reader = Transformer(self.line)
        reader.set_pgresult(self.result)
        return reader.load_rows(0, self.result.ntuples, tuple)

    @property
    def first(self) -> Any:
        """The first row, or None."""
        if not self.result.ntuples:
            return None
        reader = Transformer(self.line)
        reader.set_pgresult(self.result)
        return reader.load_row(0, tuple)

    @property
    def count(self) -> int:
        """How many rows were found or changed."""
        return self.result.command_tuples or 0

    def raw(self, at: int) -> bytes | None:
        """A value of the first row as PostgreSQL wrote it."""
        value: bytes | None = self.result.get_value(0, at)
        return value


@lru_cache(maxsize=1_000)
def _numbered(text: str) -> tuple[bytes, tuple[str, ...]]:
    """A statement with $1, $2…, and the names behind them where it names its values."""
    names: list[str] = []
    count = 0

    def place(found: re.Match[str]) -> str:
        nonlocal count
        if found[1]:
            return "%"
        if found[2] in names:
            return f"${names.index(found[2]) + 1}"
        if found[2]:
            names.append(found[2])
        count += 1
        return f"${count}"

    return PLACE.sub(place, text).encode(), tuple(names)


@dataclass(frozen=True, slots=True)
class Written:
    """A question as it goes over the line; a planned one carries its values in the text."""

    text: bytes
    values: Sequence[Any] = ()
    writer: Any = None


def _written(line: Line, question: Question) -> Written:
    if question.bare:
        return Written(question.text.encode())
    if question.planned:
        client = psycopg.ClientCursor(line.connection)
        return Written(client.mogrify(question.text, question.values).encode())
    text, names = _numbered(question.text)
    values = question.values
    if isinstance(values, Mapping):
        values = [values[name] for name in names]
    writer = Transformer(line)
    return Written(text, writer.dump_sequence(values, [PyFormat.AUTO] * len(values)), writer)


@dataclass
class Round:
    """Statements on their way; `wanted` are the places of their results among all that come."""

    line: Line
    wanted: list[int] = field(default_factory=list)
    fresh: list[tuple[bytes, Any]] = field(default_factory=list)
    sent: int = 0

    def command(self, text: bytes) -> None:
        """Something of our own, whose result nobody wants."""
        self.line.connection.pgconn.send_query_params(text, None)
        self.sent += 1

    def send(self, written: "Written") -> None:
        link = self.line.connection.pgconn
        if written.writer is None:
            link.send_query_params(written.text, None)
        else:
            name = self._prepared((written.text, written.writer.types))
            link.send_query_prepared(name, written.values, param_formats=written.writer.formats)
        self.wanted.append(self.sent)
        self.sent += 1

    def _prepared(self, kind: tuple[bytes, Any]) -> bytes:
        names = self.line.names
        name = names.get(kind)
        if name is not None:
            names.move_to_end(kind)
            return name
        if len(names) >= MOST:
            self.command(b"DEALLOCATE " + names.popitem(last=False)[1])
        self.line.serial += 1
        name = names[kind] = f"keliu_{self.line.serial}".encode()
        self.fresh.append(kind)
        self.line.connection.pgconn.send_prepare(name, kind[0], param_types=kind[1])
        self.sent += 1
        return name

    def answers(self, results: list[Any]) -> list[Answer]:
        """The results that were asked for; raises the first error."""
        for result in results:
            if result.status not in GOOD:
                for kind in self.fresh:  # who knows how far they got; some made room again
                    self.line.names.pop(kind, None)
                raise error_from_result(result)
        return [Answer(self.line, results[at]) for at in self.wanted]


def ask(connection: Connection, questions: Sequence[Question]) -> list[Answer]:
    """The answers to `questions`, in order, in one round trip."""
    link, line = connection.pgconn, _line_of(connection)
    if link.pipeline_status != pq.PipelineStatus.OFF:
        return _among_others(line, questions)
    written = [_written(line, one) for one in questions]  # all of it before anything is sent
    on_its_way = Round(line)
    link.enter_pipeline_mode()
    try:
        if not connection.autocommit and link.transaction_status == pq.TransactionStatus.IDLE:
            on_its_way.command(b"BEGIN")
        for one in written:
            on_its_way.send(one)
        link.pipeline_sync()
        results = _received(link)
        link.exit_pipeline_mode()
    except BaseException:
        link.finish()  # nobody can tell what would come next on it
        raise
    return on_its_way.answers(results)


def _among_others(line: Line, questions: Sequence[Question]) -> list[Answer]:
    """In a pipeline of psycopg's that is open (`platform.loading`): its results come first."""
    with line.connection.pipeline() as open_one:
        cursors = []
        for one in questions:
            kind = psycopg.ClientCursor if one.planned else psycopg.Cursor
            cursor: psycopg.Cursor[Any] = kind(line.connection)
            cursors.append(cursor.execute(one.text, one.values))
        open_one.sync()
        return [Answer(line, one.pgresult) for one in cursors]


def _received(link: Any) -> list[Any]:
    """Every result up to the end of the round."""
    while link.flush():
        _await(link, select.POLLIN | select.POLLOUT)
    results: list[Any] = []
    while True:
        while link.is_busy():
            _await(link, select.POLLIN)
        result = link.get_result()
        if result is None:  # between two of them
            continue
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            return results
        results.append(result)


def _await(link: Any, events: int) -> None:
    poll = select.poll()
    poll.register(link.socket, events)
    poll.poll()
    link.consume_input()
