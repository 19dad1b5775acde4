"""Many more customers than stories: the seeded ones again and again, told apart by id, time, phone.

Written by the owner role in bulk, with the table's indexes out of the way until the end.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

TABLE = "customers_customer"
AT_ONCE = 100_000
SPARE = """SELECT indexname, indexdef FROM pg_indexes
 WHERE tablename = %s AND indexname <> %s || '_pkey'"""
# An hour further back for every copy: the low bits of an id, unique among the seeded, stay.
AGAIN = f"""INSERT INTO {TABLE} SELECT r.* FROM {TABLE} c
 CROSS JOIN generate_series(%(first)s::bigint, %(last)s::bigint) k
 CROSS JOIN LATERAL jsonb_populate_record(c, jsonb_build_object(
  'id', c.id - ((k * 3600000) << 22),
  'phone_index', CASE WHEN c.phone_index IS NOT NULL THEN '\\x' || md5(c.id || ':' || k) END,
  'created_at', c.created_at - k * interval '1 hour',
  'updated_at', c.updated_at - k * interval '61 minutes',
  'last_visit_at', c.last_visit_at - k * interval '1 hour')) r
 WHERE c.merchant_id = %(merchant)s AND c.id = ANY(%(ids)s)"""  # noqa: S608  a name of ours


def _owner() -> "psycopg.Connection[tuple[object, ...]]":
    connection = psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"], autocommit=True)
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET maintenance_work_mem = '256MB'")
    return connection


@contextmanager
def bare(notes: Path, *, when: bool = True) -> Iterator[None]:
    """The table without its spare indexes while the body loads it; they are built at the end.

    `notes` remembers them meanwhile, so that a run that was killed leaves none behind for good.
    """
    with _owner() as owner:
        if notes.exists():
            _build(owner, notes)
        if not when:
            yield
            return
        known = owner.execute(SPARE, [TABLE, TABLE]).fetchall()
        notes.parent.mkdir(parents=True, exist_ok=True)
        notes.write_text(json.dumps(known))
        for name, _ in known:
            owner.execute(f'DROP INDEX "{name}"')
        try:
            yield
        finally:
            _build(owner, notes)


def _build(owner: "psycopg.Connection[tuple[object, ...]]", notes: Path) -> None:
    for _, definition in json.loads(notes.read_text()):
        owner.execute(definition.replace(" INDEX ", " INDEX IF NOT EXISTS ", 1))
    notes.unlink()


def enlarge(merchant_id: int, wanted: int) -> None:
    """Bring a merchant's customers to about `wanted`."""
    with _owner() as owner:
        asked = f"SELECT id FROM {TABLE} WHERE merchant_id = %s ORDER BY id"  # noqa: S608  names of ours
        ids = [row[0] for row in owner.execute(asked, [merchant_id])]
        copies = max(wanted // max(len(ids), 1) - 1, 0)
        for first in range(0, len(ids) if copies else 0, AT_ONCE):
            part = {"merchant": merchant_id, "ids": ids[first : first + AT_ONCE]}
            for copy in range(1, copies + 1):
                owner.execute(AGAIN, {**part, "first": copy, "last": copy})
