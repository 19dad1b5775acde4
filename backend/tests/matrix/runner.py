"""Calls one cell inside a savepoint, judges the answer, and puts everything back."""

import re
from collections.abc import Sized
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import msgspec
from django.db import connection, transaction
from django.test import Client
from ninja.operation import Operation

from keliu.platform.tenancy import tell_postgres
from tests.matrix import cells, outside
from tests.matrix.cells import Cell
from tests.matrix.pictures import png
from tests.matrix.samples import Sample
from tests.matrix.world import CANARY, MatrixWorld

MERCHANT_TABLES = """SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
 AND c.relname NOT LIKE 'procrastinate%' AND c.relname NOT LIKE 'django%' ORDER BY 1"""

COUNTED_TABLES = """SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = 'public' AND c.relkind = 'r'
 AND c.relname NOT LIKE 'procrastinate%' AND c.relname NOT LIKE 'django%'"""

# Rows written so far by this connection, whether they stayed or not: the own count of PostgreSQL.
WRITTEN = """SELECT sum(pg_stat_get_xact_tuples_inserted(oid) +
 pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid))
 FROM unnest('{{{}}}'::oid[]) oid"""


@dataclass
class Report:
    """What a run found; the last line of the matrix."""

    cells: int = 0
    routes: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    side_effects: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    void: list[str] = field(default_factory=list)

    def whole(self, samples: Sized) -> bool:
        """Whether every endpoint was judged, and not a chosen few."""
        return len(self.routes) == len(samples)

    def line(self) -> str:
        return (
            f"matrix: {self.cells} cells, {len(self.routes)} routes, {len(self.leaks)} leaks, "
            f"{len(self.side_effects)} side effects, {len(self.wrong)} wrong answers, "
            f"{len(self.void)} void cells"
        )


class Runner:
    """Judges endpoints against one world."""

    def __init__(self, world: MatrixWorld) -> None:
        self.world = world
        self.client = Client(raise_request_exception=False)
        self._digest, self._written = f"matrix_digest_{id(self)}", f"matrix_written_{id(self)}"
        with connection.cursor() as cursor:
            cursor.execute(MERCHANT_TABLES)
            names = [row[0] for row in cursor.fetchall()]
            cursor.execute(COUNTED_TABLES)
            written = WRITTEN.format(",".join(str(row[0]) for row in cursor.fetchall()))
            digest = " UNION ALL ".join(
                f"SELECT '{name}', count(*), sum(hashtextextended(t::text, 0)) FROM {name} t"
                for name in names
            )
            # Planned once: they are asked after every endpoint, and around every call.
            cursor.execute(f"PREPARE {self._digest} AS {digest}")
            cursor.execute(f"PREPARE {self._written} AS {written}")
        self.before = self.digest()
        self.known: int | None = None  # rows written up to the last call, when that was counted
        self.secrets = self._secrets()

    def _secrets(self) -> dict[str, set[bytes]]:
        """Bytes that one side may never see of the other: names and ids."""
        theirs, ours = set(), set()
        for kind, known in self.world.things.items():
            theirs |= {str(i).encode() for v, i in known.items() if v == "neighbour"}
            if kind != "merchant":
                ours |= {
                    str(i).encode() for v, i in known.items() if v not in {"neighbour", "never"}
                }
        theirs |= {CANARY.encode(), msgspec.json.encode(CANARY)[1:-1]}
        return {"老王": ours, "": theirs}

    def digest(self) -> list[Any]:
        """A fingerprint of every row of both merchants and of the global tables."""
        found: list[Any] = []
        for place in (self.world.company, self.world.shop):
            tell_postgres(place.merchant.pk)
            with connection.cursor() as cursor:
                cursor.execute(f"EXECUTE {self._digest}")
                found.append(cursor.fetchall())
        return found

    def written(self) -> int:
        """How many rows this connection has written, those taken back included."""
        with connection.cursor() as cursor:
            cursor.execute(f"EXECUTE {self._written}")
            return int(cursor.fetchone()[0])

    def judge(
        self, operation: Operation, sample: Sample, report: Report, *, every: bool = False
    ) -> None:
        """All cells of one endpoint; with one fence down (unless `every`) the other merchant's."""
        name = operation.view_func.__name__
        report.routes.add(name)
        mine = cells.of(self.world, operation, sample)
        right = next((c for c in mine if self._is_control(c, sample)), None)
        if right is None or not self._passes(self.call(operation, sample, right)[0], sample):
            said = self.call(operation, sample, right)[:2] if right else "nobody may"
            report.void += [f"{name}: no right call passes: {said}"] * max(len(mine), 1)
            return
        for cell in mine if every or outside.whole() else self._strangers(mine, sample):
            report.cells += 1
            self._judge_one(operation, sample, cell, report)
        if self.digest() != self.before:  # written beside the connection that asked
            report.side_effects.append(f"{name}: rows changed while it was judged")

    def _strangers(self, mine: list[Cell], sample: Sample) -> list[Cell]:
        """With one fence down: the other merchant. Reach among colleagues is no fence."""
        foreign = {"neighbour", "never"}
        return [
            cell
            for cell in mine
            if cell.variant in foreign or cell.actor == "老王" or self._is_control(cell, sample)
        ]

    @staticmethod
    def _is_control(cell: Cell, sample: Sample) -> bool:
        return cell.allowed and cell.actor == sample.actor and cell.variant == sample.on

    @staticmethod
    def _passes(status: int, sample: Sample) -> bool:
        return status < 400 or status in sample.also

    def _judge_one(self, op: Operation, sample: Sample, cell: Cell, report: Report) -> None:
        status, content, changed = self.call(op, sample, cell)
        label = (
            f"{op.methods[0]} {op.path} [{cell.place}={cell.variant}] by {cell.actor} → {status}"
        )
        if self._leaks(sample, cell, content):
            report.leaks.append(label)
        if status >= 400 and changed:
            report.side_effects.append(label)
        if status >= 500 or not self._expected(status, sample, cell):
            report.wrong.append(label)

    def _leaks(self, sample: Sample, cell: Cell, content: bytes) -> bool:
        """Whether the answer holds a secret; an id that was sent may come back in an error."""
        secrets = self.secrets.get(cell.actor, self.secrets[""])
        told = {secret for secret in secrets if secret in content}
        if not told:
            return False
        sent = {str(known.get(cell.variant)).encode() for known in self.world.things.values()}
        for kind in sample.shows:
            known = self.world.things[kind].items()
            sent |= {str(one).encode() for variant, one in known if variant != "neighbour"}
        return bool(told - sent)

    def _expected(self, status: int, sample: Sample, cell: Cell) -> bool:
        if not cell.allowed:
            return status in cell.refusals
        if self._passes(status, sample):
            return True
        elsewhere = cell.variant != sample.on  # other things may be in another state
        someone_else = cell.actor != sample.actor and bool(sample.body_ids)
        return (elsewhere or someone_else) and status in {404, 409, 422}

    def call(self, op: Operation, sample: Sample, cell: Cell) -> tuple[int, bytes, bool]:
        """(status, body, whether anything changed) of one call, rolled back."""
        with transaction.atomic():
            before = self.written() if self.known is None else self.known
            status, content = self._request(op, sample, cell)
            self.known = self.written() if status >= 400 else None
            changed = self.known not in (None, before) and self.digest() != self.before
            transaction.set_rollback(True)
        return status, content, changed

    def _request(self, op: Operation, sample: Sample, cell: Cell) -> tuple[int, bytes]:
        slots = {
            slot: self.world.id(kind, cell.variant if cell.place == slot else sample.on)
            for slot, kind in sample.path.items()
        }
        slots |= {k: v(self.world) if callable(v) else v for k, v in sample.words.items()}
        body = sample.body(self.world, slots) if sample.body else None
        query = {k: v(self.world) if callable(v) else v for k, v in sample.query.items()}
        place, _, attacked = cell.place.partition(":")
        if attacked:
            kind = (sample.body_ids if place == "body" else sample.query_ids)[attacked]
            self._attack(
                body if place == "body" else query, attacked, self.world.id(kind, cell.variant)
            )
        return self._send(op, sample, slots, body, query, self.world.tokens[cell.actor])

    @staticmethod
    def _attack(target: Any, slot: str, identifier: str) -> None:
        name = slot.removesuffix("[]")
        target[name] = [identifier] if slot.endswith("[]") else identifier

    def _send(
        self, op: Operation, sample: Sample, slots: Any, body: Any, query: Any, token: str | None
    ) -> tuple[int, bytes]:
        path = "/api/v1" + op.path
        for slot, value in slots.items():
            path = re.sub(r"{(\w+:)?" + slot + "}", value, path)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if sample.upload:
            sent = sample.upload() if callable(sample.upload) else {"file": png()}
            answer = self.client.post(path, sent, headers=headers)
        else:
            data = msgspec.json.encode(body) if body is not None else b""
            answer = self.client.generic(
                op.methods[0], path, data, "application/json", headers=headers,
                QUERY_STRING=urlencode(query),
            )  # fmt: skip
        whole: Any = answer
        content = b"".join(whole.streaming_content) if whole.streaming else whole.content
        return answer.status_code, content
