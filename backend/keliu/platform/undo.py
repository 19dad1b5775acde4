"""Taking work back: row images before and after, written in the transaction of the change.

An operation's journal watches the rows it is about to change. Undoing puts every row back byte for
byte when nobody touched it since; where somebody did, later changes stay and are named.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, models, transaction

from keliu.kit import actor, clock, ids, scope
from keliu.platform import sql
from keliu.platform.models import Operation

Model = type[models.Model]
Image = dict[str, Any] | None
KEEP = timedelta(days=30)
BATCH = 2_000
OWN_PACE = {"version", "updated_at"}  # move with every save, so they are no conflict

AFTER: dict[Model, Callable[[list[tuple[Image, Image]]], None]] = {}
"""What a context puts right when rows of a model were undone: called with (image before the undo,
image after it), None for a row that was not there."""

# Table and column names come from our own models, values travel as parameters.
WATCH = """INSERT INTO platform_undo
 (id, merchant_id, operation_id, "table", row_id, before, gone, print, outcome, kept)
 SELECT x.entry, %s, %s, %s, t.id, to_jsonb(t), false, '', '', '[]'
 FROM unnest(%s::bigint[], %s::bigint[]) AS x(entry, row) JOIN {table} t
   ON t.merchant_id = %s AND t.id = x.row
 ON CONFLICT (merchant_id, operation_id, "table", row_id) DO NOTHING"""
CREATED = """INSERT INTO platform_undo
 (id, merchant_id, operation_id, "table", row_id, gone, print, outcome, kept)
 SELECT x.entry, %s, %s, %s, t.id, false, md5(to_jsonb(t)::text), '', '[]'
 FROM unnest(%s::bigint[], %s::bigint[]) AS x(entry, row) JOIN {table} t
   ON t.merchant_id = %s AND t.id = x.row
 ON CONFLICT (merchant_id, operation_id, "table", row_id) DO NOTHING"""
SETTLE = """UPDATE platform_undo u SET gone = t.id IS NULL,
   after = CASE WHEN u.before IS NOT NULL THEN to_jsonb(t) END,
   print = CASE WHEN t.id IS NULL THEN '' ELSE md5(to_jsonb(t)::text) END
 FROM unnest(%s::bigint[]) AS x(row) LEFT JOIN {table} t ON t.merchant_id = %s AND t.id = x.row
 WHERE u.merchant_id = %s AND u.operation_id = %s AND u."table" = %s AND u.row_id = x.row"""
TRIM = """DELETE FROM platform_undo WHERE merchant_id = %s AND operation_id = %s AND "table" = %s
 AND row_id = ANY(%s) AND ((before IS NOT NULL AND before = after) OR (before IS NULL AND gone))"""
NEXT = """SELECT id, "table", row_id, before, after, print, gone FROM platform_undo
 WHERE merchant_id = %s AND operation_id = %s AND outcome = '' ORDER BY id DESC LIMIT %s"""
NOW = """SELECT id, to_jsonb(t), md5(to_jsonb(t)::text) FROM {table} t
 WHERE merchant_id = %s AND id = ANY(%s)"""
WRITTEN = """SELECT array_agg(attname ORDER BY attnum) FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""
TOOK = """UPDATE platform_undo u SET outcome = x.outcome, kept = x.kept
 FROM unnest(%s::bigint[], %s::text[], %s::jsonb[]) AS x(id, outcome, kept)
 WHERE u.merchant_id = %s AND u.id = x.id"""


@dataclass
class Journal:
    """Notes the rows an operation touches in this transaction."""

    operation: Operation
    touched: dict[str, set[int]] = field(default_factory=dict)
    fresh: dict[str, dict[int, int]] = field(default_factory=dict)  # entry ids by row

    def watch(self, model: Model, row_ids: Sequence[int]) -> None:
        """Keep how these rows look now; call before changing or deleting them."""
        wanted, table = list(dict.fromkeys(row_ids)), model._meta.db_table
        if wanted:
            entries = [ids.new() for _ in wanted]
            self._note(WATCH, table, entries, wanted)
            self.touched.setdefault(table, set()).update(wanted)

    def created(self, model: Model, row_ids: Sequence[int]) -> None:
        """These rows are new: undoing removes them again. In the order of making."""
        fresh = self.fresh.setdefault(model._meta.db_table, {})
        new = [one for one in dict.fromkeys(row_ids) if one not in fresh]
        fresh.update(zip(new, ids.some(len(new)), strict=True))

    def _note(self, text: str, table: str, entries: list[int], wanted: list[int]) -> None:
        place = [scope.current(), self.operation.pk, table]
        rows = [sql.array(entries), sql.array(wanted)]
        sql.do(text.format(table=table), [*place, *rows, scope.current()])

    def settle(self) -> None:
        """Keep how the touched rows look now; the last thing in the transaction."""
        for table, fresh in self.fresh.items():
            self._note(CREATED, table, list(fresh.values()), list(fresh))
        for table, rows in self.touched.items():
            wanted, place = sorted(rows), [scope.current(), self.operation.pk, table]
            sql.do(SETTLE.format(table=table), [wanted, scope.current(), *place])
            sql.do(TRIM, [*place, wanted])
        self.touched.clear()
        self.fresh.clear()


@contextmanager
def recording(
    kind: str,
    title: str,
    params: dict[str, Any] | None = None,
    *,
    title_en: str,
    total: int = 1,
) -> Iterator[Journal]:
    """Work done at once, in the caller's transaction, that can be undone like a long one."""
    who, now = actor.current(), clock.now()
    operation = Operation.objects.create(
        kind=kind,
        title=title[:120],
        title_en=title_en[:120],
        params=params or {},
        by_id=who.staff_id,
        by_name=who.name,
        state=Operation.State.DONE,
        total=total,
        done=total,
        finished_at=now,
        undo_until=now + KEEP,
    )
    journal = Journal(operation)
    yield journal
    journal.settle()


@dataclass(frozen=True)
class Entry:
    """A row of the journal, as undoing reads it."""

    id: int
    table: str
    row_id: int
    before: Image
    after: Image
    print: str
    gone: bool


@dataclass
class Taken:
    """What undoing did with one entry."""

    entry: Entry
    outcome: str  # back, part, kept
    kept: list[str] = field(default_factory=list)
    was: Image = None
    now: Image = None


def take_back(operation: Operation, most: int = BATCH) -> int:
    """Undo the youngest entries that are left; returns how many, 0 at the end.

    Newest first, so that what hangs on a row goes before the row, and comes back after it.
    """
    rows = sql.rows(NEXT, [scope.current(), operation.pk, most])
    entries = [Entry(*row) for row in rows]
    for part in _runs(entries):
        taken = _take_part(part)
        marks = [sql.jsonb(one.kept) for one in taken]
        values = [[one.entry.id for one in taken], [one.outcome for one in taken], marks]
        sql.do(TOOK, [*values, scope.current()])
        operation.kept += sum(one.outcome != "back" for one in taken)
        _tell(part[0].table, taken)
    return len(entries)


def _runs(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Neighbours of one table, in order."""
    part: list[Entry] = []
    for entry in entries:
        if part and part[0].table != entry.table:
            yield part
            part = []
        part.append(entry)
    if part:
        yield part


def _take_part(part: list[Entry]) -> list[Taken]:
    """All at once; one by one where the database refuses (somebody took a unique value since)."""
    try:
        with transaction.atomic():
            return _taken(part)
    except IntegrityError:
        if len(part) == 1:
            return [Taken(part[0], "kept", ["*"])]
        return [taken for entry in part for taken in _take_part([entry])]


def _taken(part: list[Entry]) -> list[Taken]:
    table, wanted = part[0].table, [entry.row_id for entry in part]
    _lock(table, wanted)
    found = sql.rows(NOW.format(table=table), [scope.current(), wanted])
    current = {row[0]: (row[1], row[2]) for row in found}
    taken = [_decide(entry, *current.get(entry.row_id, (None, ""))) for entry in part]
    _remove(table, [one for one in taken if one.was is not None and one.now is None])
    _put_back(table, [one for one in taken if one.was is None and one.now is not None])
    _rewrite(table, [one for one in taken if one.was and one.now and one.was != one.now])
    return taken


def _lock(table: str, wanted: list[int]) -> None:
    """In key order, so that two undos never wait for each other."""
    text = f"SELECT id FROM {table} WHERE merchant_id = %s AND id = ANY(%s) ORDER BY id FOR UPDATE"  # noqa: S608  names of ours
    sql.rows(text, [scope.current(), wanted])


def _decide(entry: Entry, image: Image, print_now: str) -> Taken:
    if entry.before is None:  # the operation made it
        if image is None:
            return Taken(entry, "back")
        if print_now != entry.print:
            return Taken(entry, "kept", ["*"], image, image)
        return Taken(entry, "back", [], image, None)
    if entry.gone:  # the operation removed it
        return Taken(entry, "back", [], image, image if image else entry.before)
    if image is None:  # somebody removed it since
        return Taken(entry, "kept", ["*"])
    return _merged(entry, entry.before, entry.after or {}, image)


def _merged(entry: Entry, before: dict[str, Any], after: dict[str, Any], image: Any) -> Taken:
    """Back to the image before, but for columns that changed again since."""
    if image == after:
        return Taken(entry, "back", [], image, before)
    changed = [name for name in before if before[name] != after.get(name)]
    free = [name for name in changed if image.get(name) == after.get(name)]
    settled = {*free, *OWN_PACE, *(name for name in changed if image.get(name) == before[name])}
    kept = [name for name in changed if name not in settled]
    restored = {**image, **{name: before[name] for name in free if name not in OWN_PACE}}
    if "version" in image:
        restored["version"] = image["version"] + 1
    if "updated_at" in image:
        restored["updated_at"] = clock.now().isoformat()
    return Taken(entry, "part" if kept else "back", kept, image, restored)


def _remove(table: str, taken: list[Taken]) -> None:
    if taken:
        text = f"DELETE FROM {table} WHERE merchant_id = %s AND id = ANY(%s)"  # noqa: S608  names of ours
        sql.do(text, [scope.current(), [one.entry.row_id for one in taken]])


def _written(table: str) -> list[str]:
    """The columns that take values; generated ones follow by themselves."""
    return list(sql.one(WRITTEN, [table])[0])


def _put_back(table: str, taken: list[Taken]) -> None:
    if taken:
        names = _written(table)
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(f'r."{name}"' for name in names)
        text = f"""INSERT INTO {table} ({columns})
         SELECT {values} FROM unnest(%s::jsonb[]) AS x(image)
         CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, x.image) r"""  # noqa: S608  names of ours
        sql.do(text, [[sql.jsonb(one.now) for one in taken]])


def _rewrite(table: str, taken: list[Taken]) -> None:
    """Only the columns that really move: some tables let no other be written."""
    groups: dict[tuple[str, ...], list[Taken]] = {}
    written = set(_written(table)) if taken else set()
    for one in taken:
        was, now = one.was or {}, one.now or {}
        names = tuple(sorted(name for name in written & now.keys() if now[name] != was.get(name)))
        groups.setdefault(names, []).append(one)
    for names, some in groups.items():
        columns = ", ".join(f'"{name}"' for name in names)
        values = ", ".join(f'r."{name}"' for name in names)
        text = f"""UPDATE {table} t SET ({columns}) = ROW({values})
         FROM unnest(%s::jsonb[]) AS x(image)
         CROSS JOIN LATERAL jsonb_populate_record(NULL::{table}, x.image) r
         WHERE t.merchant_id = %s AND t.id = r.id"""  # noqa: S608  names of ours
        sql.do(text, [[sql.jsonb(one.now) for one in some], scope.current()])


def _tell(table: str, taken: list[Taken]) -> None:
    moved = [(one.was, one.now) for one in taken if one.was != one.now]
    for model, after in AFTER.items():
        if moved and model._meta.db_table == table:
            after(moved)


def forget() -> None:
    """Drop the journals whose time is over; runs in a merchant's scope."""
    old = Operation.objects.filter(undo_until__lt=clock.now(), undoable=True)
    for operation in old:
        place = [scope.current(), operation.pk]
        sql.do("DELETE FROM platform_undo WHERE merchant_id = %s AND operation_id = %s", place)
        Operation.objects.filter(pk=operation.pk).update(undoable=False)
