"""Adding lines to a timeline; other contexts do it in the transaction of their change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from keliu.interactions.models import Interaction
from keliu.kit import clock, ids, scope
from keliu.platform import sql

INSERT = """INSERT INTO interactions_interaction
 (id, merchant_id, customer_id, lead_id, kind, at, title, text, staff_id, ref_kind, ref_id, data,
  version, created_at, updated_at)
 VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 1, %s, %s)"""
ADD = INSERT + " RETURNING id"
PUT = (
    INSERT
    + """ ON CONFLICT (merchant_id, ref_kind, ref_id, kind) WHERE ref_id IS NOT NULL
 DO UPDATE SET customer_id = excluded.customer_id,
  lead_id = coalesce(excluded.lead_id, interactions_interaction.lead_id),
  at = excluded.at, title = excluded.title,
  text = excluded.text, staff_id = excluded.staff_id, data = excluded.data,
  version = interactions_interaction.version + 1, updated_at = excluded.updated_at,
  deleted_at = NULL
 RETURNING id"""
)
PUT_ALL = """INSERT INTO interactions_interaction AS i
 (id, merchant_id, customer_id, kind, at, title, text, staff_id, ref_kind, ref_id, data, version,
  created_at, updated_at)
 SELECT x.id, %s, x.customer_id, x.kind, x.at, x.title, x.text, x.staff_id, x.ref_kind, x.ref_id,
  x.data, 1, %s, %s
 FROM jsonb_to_recordset(%s::jsonb) AS x (id bigint, customer_id bigint, kind text, at timestamptz,
  title text, text text, staff_id bigint, ref_kind text, ref_id bigint, data jsonb)
 ORDER BY x.ref_kind, x.ref_id, x.kind
 ON CONFLICT (merchant_id, ref_kind, ref_id, kind) WHERE ref_id IS NOT NULL
 DO UPDATE SET customer_id = excluded.customer_id, at = excluded.at, title = excluded.title,
  text = excluded.text, staff_id = excluded.staff_id, data = excluded.data, version = i.version + 1,
  updated_at = excluded.updated_at, deleted_at = NULL"""


def line_write(
    *,
    once: bool,
    customer_id: int | None,
    kind: str,
    title: str,
    lead_id: int | None = None,
    text: str = "",
    staff_id: int | None = None,
    ref_kind: str = "",
    ref_id: int | None = None,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Add a line, or with `once` bring the one of this reference up to date; returns its id."""
    found: int = sql.one(PUT if once else ADD, _values(
        customer_id=customer_id, kind=kind, title=title, lead_id=lead_id, text=text,
        staff_id=staff_id, ref_kind=ref_kind, ref_id=ref_id, data=data, at=at,
    ))[0]  # fmt: skip
    return found


def lines_put(lines: Iterable[Mapping[str, Any]]) -> None:
    """Many lines brought up to date in one statement; each as `line_write` takes it.

    Of two lines of the same reference and kind the later one stands.
    """
    given = [_row(**one) for one in lines]
    last = {(one["ref_kind"], one["ref_id"], one["kind"]): one for one in given}
    if not last:
        return
    now, rows = clock.now(), list(last.values())
    for row, identifier in zip(rows, ids.some(len(rows)), strict=True):
        row["id"] = identifier
    sql.do(PUT_ALL, [scope.current(), now, now, sql.jsonb(rows)])


def _row(
    *,
    customer_id: int,
    kind: str,
    title: str,
    ref_kind: str,
    ref_id: int,
    text: str = "",
    staff_id: int | None = None,
    data: dict[str, Any] | None = None,
    at: datetime,
) -> dict[str, Any]:
    return {
        "customer_id": customer_id, "kind": Interaction.Kind(kind).value, "at": at.isoformat(),
        "title": title[:200], "text": text, "staff_id": staff_id, "ref_kind": ref_kind,
        "ref_id": ref_id, "data": data or {},
    }  # fmt: skip


def _values(
    *,
    customer_id: int | None,
    kind: str,
    title: str,
    lead_id: int | None = None,
    text: str = "",
    staff_id: int | None = None,
    ref_kind: str = "",
    ref_id: int | None = None,
    data: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> list[Any]:
    now = clock.now()
    subject = [customer_id, lead_id]
    values: list[Any] = [
        ids.new(),
        scope.current(),
        *subject,
        Interaction.Kind(kind).value,
        at or now,
    ]
    return [*values, title[:200], text, staff_id, ref_kind, ref_id, sql.jsonb(data or {}), now, now]


def line_files(ref_kind: str, ref_id: int, file_ids: Sequence[int]) -> None:
    """What a line shows came later than the line: a picture that had to be fetched."""
    rows = Interaction.objects.filter(ref_kind=ref_kind, ref_id=ref_id)
    rows.update(file_ids=list(file_ids), version=F("version") + 1, updated_at=clock.now())


def lines_forget(customer_id: int, ref_kind: str, data: dict[str, Any]) -> list[int]:
    """Lines about a customer that may not be kept go, with what was said about them.

    Those of one kind of reference whose data has all of `data`. Returns the files they showed.
    """
    rows = Interaction.objects.filter(
        customer_id=customer_id, ref_kind=ref_kind, data__contains=data
    )
    shown = [file_id for ids in rows.values_list("file_ids", flat=True) for file_id in ids or ()]
    rows.delete()
    return shown
