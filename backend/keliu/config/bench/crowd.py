"""Many more customers than stories: the seeded ones again and again under other names.

What somebody did is a story's; who they are (name, company, number, search words) is their own,
spread as in life, because a search costs what its words are common. Written by the owner role in
bulk, with the table's indexes out of the way until the end.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from keliu.config.bench.names import Crowd

TABLE = "customers_customer"
AT_ONCE = 5_000
SPARE = """SELECT indexname, indexdef FROM pg_indexes
 WHERE tablename = %s AND indexname <> %s || '_pkey'"""
COLUMNS = """SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"""
STORIES = f"""SELECT id, name, kind, company, wechat_name, phone_index IS NOT NULL FROM {TABLE}
 WHERE merchant_id = %s ORDER BY id"""  # noqa: S608  a name of ours
# An hour further back for every copy: the low bits of an id, unique among the seeded, stay.
OTHER = {
    "id": "c.id - ((%(copy)s::bigint * 3600000) << 22)",
    "created_at": "c.created_at - %(copy)s * interval '1 hour'",
    "updated_at": "c.updated_at - %(copy)s * interval '61 minutes'",
    "last_visit_at": "c.last_visit_at - %(copy)s * interval '1 hour'",
    "search": "x.search::text[]",
}
GIVEN = {
    "name": "text", "name_key": "text", "match_key": "text", "company": "text", "industry": "text",
    "wechat_name": "text", "phone_sealed": "bytea", "phone_index": "bytea", "phone_masked": "text",
    "search": "text",
}  # fmt: skip


def _owner() -> "psycopg.Connection[tuple[Any, ...]]":
    connection = psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"], autocommit=True)
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET maintenance_work_mem = '512MB'")
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


def _build(owner: "psycopg.Connection[tuple[Any, ...]]", notes: Path) -> None:
    for _, definition in json.loads(notes.read_text()):
        owner.execute(definition.replace(" INDEX ", " INDEX IF NOT EXISTS ", 1))
    notes.unlink()


def enlarge(merchant_id: int, wanted: int) -> None:
    """Bring a merchant's customers to about `wanted`; runs in the merchant's scope."""
    with _owner() as owner:
        stories = owner.execute(STORIES, [merchant_id]).fetchall()
        copies = max(wanted // max(len(stories), 1) - 1, 0)
        if not copies:
            return
        statement, people = _statement(owner), Crowd(wanted)
        for copy in range(1, copies + 1):
            for first in range(0, len(stories), AT_ONCE):
                part = stories[first : first + AT_ONCE]
                columns = zip(*(_person(people, *story[1:]) for story in part), strict=True)
                named = dict(zip(GIVEN, map(list, columns), strict=True))
                place = {"merchant": merchant_id, "copy": copy, "ids": [row[0] for row in part]}
                owner.execute(statement, {**named, **place})


def _statement(owner: "psycopg.Connection[tuple[Any, ...]]") -> str:
    """A copy of stories, column by column; names of our own columns only."""
    row = owner.execute(COLUMNS, [TABLE]).fetchone()
    assert row is not None
    names = row[0]
    values = [
        OTHER.get(name) or (f"x.{name}" if name in GIVEN else f'c."{name}"') for name in names
    ]
    columns = ", ".join(f'"{name}"' for name in names)
    given = ", ".join(f"%({name})s::{kind}[]" for name, kind in GIVEN.items())
    return f"""INSERT INTO {TABLE} ({columns}) SELECT {", ".join(values)}
     FROM unnest(%(ids)s::bigint[], {given}) AS x(story, {", ".join(GIVEN)})
     JOIN {TABLE} c ON c.merchant_id = %(merchant)s AND c.id = x.story"""  # noqa: S608  as said


def _person(
    people: Crowd, name: str, kind: str, company: str, wechat_name: str, reachable: object
) -> tuple[Any, ...]:
    """Everything that says who somebody is, in the order of GIVEN."""
    from keliu.config.seed import words as said
    from keliu.config.seed.load import array
    from keliu.customers.rules import duplicates
    from keliu.customers.services import columns
    from keliu.kit import words

    firm = people.firm() if company else None
    if kind == "company" and firm:
        called = firm.short
    else:
        called = people.titled() if name[1:] in said.TITLES else people.person()
    full, industry = (firm.full, firm.industry) if firm else ("", "")
    wechat = called if wechat_name else ""
    sealed, index, masked, numbers = _phone(people) if reachable else (None, None, "", [])
    found = array(columns.text_words(called, full, wechat) + numbers)
    key, match = words.pinyin_key(called), duplicates.match_key(kind, called)
    return called, key, match, full, industry, wechat, sealed, index, masked, found


def _phone(people: Crowd) -> tuple[bytes, bytes, str, list[str]]:
    from keliu.customers.models import Customer
    from keliu.customers.services import columns
    from keliu.kit import phones
    from keliu.platform import keys

    text = people.number()
    sealed = keys.seal(Customer, "phone_sealed", text)
    return sealed, keys.ours().blind("phone", text), phones.mask(text), columns.phone_words(text)
