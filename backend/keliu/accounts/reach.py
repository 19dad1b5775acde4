"""Reach (范围): which records a permission of the acting person covers.

Every scope comes down to one question about a record: is its owner among these people, or its
department among these departments, or is it shared with me? Nothing else decides; lists ask it in
SQL, single records in Python, and a test holds the two equal.
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models
from django.db.models import BooleanField, F, Func, Q, QuerySet

from keliu.accounts import rules
from keliu.kit import actor, clock, scope
from keliu.kit.actor import Actor
from keliu.platform import sql

_Row = TypeVar("_Row", bound=models.Model)
Sql = tuple[str, list[Any]]

SHARES = """SELECT record_id FROM accounts_record_share
 WHERE merchant_id = %s AND staff_id = %s AND kind = %s AND level = ANY(%s::text[])
 AND revoked_at IS NULL AND (until IS NULL OR until > %s)"""
HELD = """SELECT record_id, level FROM accounts_record_share
 WHERE merchant_id = %s AND staff_id = %s AND kind = %s
 AND revoked_at IS NULL AND (until IS NULL OR until > %s)"""


@dataclass(frozen=True)
class Reach:
    """The records of these owners, of these departments, and the shared ones; or everything."""

    everything: bool = False
    staff: tuple[int, ...] = ()
    departments: tuple[int, ...] = ()
    shared: tuple[str, tuple[str, ...], int] | None = None  # (kind, levels, whose) if any may be

    def holds(self, owner_id: int | None, department_id: int | None) -> bool:
        """Whether a record is covered by its owner or department."""
        if self.everything or (owner_id is not None and owner_id in self.staff):
            return True
        return department_id is not None and department_id in self.departments

    @property
    def owners(self) -> list[int]:
        """`staff` for a parameter."""
        return list(self.staff)

    @property
    def places(self) -> list[int]:
        """`departments` for a parameter."""
        return list(self.departments)


def reach_of(who: Actor, permission: str, kind: str | None = None) -> Reach | None:
    """How far `permission` carries `who`; None when the role lacks it.

    With `kind` the records of that kind that are shared with the person count too.
    """
    given = who.reach(permission)
    if given is None:
        return None
    if given == rules.ALL:
        return Reach(everything=True)
    me = (who.staff_id,) if who.staff_id is not None else ()
    here = (who.department_id,) if who.department_id is not None else ()
    departments = {rules.DEPARTMENT: here, rules.TREE: who.departments, rules.LISTED: who.listed}
    return Reach(
        staff=(*me, *who.subordinates) if given == rules.SUBORDINATES else me,
        departments=tuple(departments.get(given, ())),
        shared=_shared(who, permission, kind),
    )


def _shared(
    who: Actor, permission: str, kind: str | None
) -> tuple[str, tuple[str, ...], int] | None:
    levels = rules.share_levels(kind, permission) if kind and who.shared else ()
    return (kind, levels, who.staff_id) if kind and levels and who.staff_id else None


def shared_ids(reach: Reach) -> Sql:
    """The ids of the shared records as an array that PostgreSQL reads once per statement."""
    if reach.shared is None:
        return "'{}'::bigint[]", []
    kind, levels, staff_id = reach.shared
    return f"ARRAY({SHARES})", [scope.current(), staff_id, kind, list(levels), clock.now()]


def shared_list(reach: Reach) -> list[int]:
    """The ids of the shared records, asked for beforehand."""
    if reach.shared is None:
        return []
    ids, values = shared_ids(reach)
    return list(sql.one(f"SELECT {ids}", values)[0])


class SharedWithMe(Func):
    """`column = ANY(ARRAY(my shares))`: an array, so that indexes on the column stay usable."""

    output_field = BooleanField()

    def __init__(self, column: Any, reach: Reach) -> None:
        self.reach = reach
        super().__init__(column)

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> Any:
        column, values = compiler.compile(self.source_expressions[0])
        ids, more = shared_ids(self.reach)
        return f"{column} = ANY({ids})", [*values, *more]


def kind_of(model: type[models.Model]) -> str | None:
    """The kind that a model's rows are shared as, if they can be."""
    name = model._meta.model_name
    return name if name in rules.SHARE_KINDS else None


def within_reach(
    rows: "QuerySet[_Row]",
    permission: str,
    *,
    kind: str | None = None,
    record: str = "id",
    owner: str = "owner_id",
    department: str = "department_id",
) -> "QuerySet[_Row]":
    """The rows that the acting person's `permission` covers.

    Rows of a kind are known by their model. Rows that belong to a record of a kind (lines of a
    customer's timeline) name the `kind` and the column of that `record`.
    """
    reach = reach_of(actor.current(), permission, kind or kind_of(rows.model))
    if reach is None:
        return rows.none()
    if reach.everything:
        return rows
    wanted = _among(owner, reach.staff) | _among(department, reach.departments)
    if reach.shared is not None:
        wanted |= Q(SharedWithMe(F(record), reach))
    return rows.filter(wanted) if wanted else rows.none()


def _among(column: str, known: tuple[int, ...]) -> Q:
    if len(known) == 1:
        return Q(**{column: known[0]})
    return Q(**{f"{column}__in": known}) if known else Q()


def reach_sql(
    permission: str,
    alias: str,
    kind: str | None = None,
    *,
    record: str = "id",
    owner: str = "owner_id",
    department: str = "department_id",
) -> Sql:
    """`within_reach` as a condition on a table's alias, with its values."""
    reach = reach_of(actor.current(), permission, kind)
    if reach is None:
        return "FALSE", []
    if reach.everything:
        return "TRUE", []
    parts: list[Sql] = []
    if reach.staff:
        parts.append(_equal(f"{alias}.{owner}", reach.owners))
    if reach.departments:
        parts.append(_equal(f"{alias}.{department}", reach.places))
    if reach.shared is not None:
        ids, values = shared_ids(reach)
        parts.append((f"{alias}.{record} = ANY({ids})", values))
    texts = " OR ".join(text for text, _ in parts)
    return f"({texts})" if parts else "FALSE", [value for _, some in parts for value in some]


def _equal(column: str, known: list[int]) -> Sql:
    if len(known) == 1:
        return f"{column} = %s", known
    return f"{column} = ANY(%s::bigint[])", [known]


def reaches(
    who: Actor,
    permission: str,
    owner_id: int | None,
    department_id: int | None,
    kind: str | None = None,
    record_id: int | None = None,
) -> bool:
    """Whether `permission` covers one record; with `kind` and `record_id`, shared ones too."""
    return bool(covered(who, [permission], owner_id, department_id, kind, record_id))


def covered(
    who: Actor,
    permissions: list[str],
    owner_id: int | None,
    department_id: int | None,
    kind: str | None = None,
    record_id: int | None = None,
) -> list[str]:
    """Those of `permissions` that cover one record; asks for shares at most once."""
    known = kind if record_id is not None else None
    reaches_of = {name: reach_of(who, name, known) for name in permissions}
    held: str | None = None
    if record_id is not None and any(
        one is not None and one.shared and not one.holds(owner_id, department_id)
        for one in reaches_of.values()
    ):
        held = level_held(who, kind or "", record_id)
    return [
        name
        for name, one in reaches_of.items()
        if one is not None
        and (one.holds(owner_id, department_id) or (one.shared and held in one.shared[1]))
    ]


def level_held(who: Actor, kind: str, record_id: int) -> str | None:
    """The level at which a record is shared with `who`, or None; asked once for all of a kind."""
    if kind not in who.held:
        values = [scope.current(), who.staff_id, kind, clock.now()]
        who.held[kind] = dict(sql.rows(HELD, values))
    return who.held[kind].get(record_id)
