"""Saving, sharing, arranging and deleting views."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction

from keliu.accounts import public as accounts
from keliu.kinds import filters
from keliu.kinds.errors import TooManyViews, ViewNameTaken, ViewNotYours
from keliu.kinds.models import View
from keliu.kinds.ports import kind_of
from keliu.kinds.selectors import views as questions
from keliu.kit import actor, scope
from keliu.kit.errors import Forbidden, Invalid
from keliu.platform import audit, records, sql

SHARE, MOST, ONE_NAME = "view.share", 60, "view_one_name_per_person"
ARRANGE = """INSERT INTO kinds_vieworder (id, merchant_id, kind, staff_id, views, opens_id)
 VALUES (%s, %s, %s, %s, %s::bigint[], %s) ON CONFLICT (merchant_id, kind, staff_id)
 DO UPDATE SET views = excluded.views, opens_id = excluded.opens_id"""


@transaction.atomic
def view_create(kind: str, given: dict[str, Any]) -> View:
    """A new view of the acting person. Raises Invalid, ViewNameTaken, TooManyViews, Forbidden."""
    if not actor.current().may(kind_of(kind).read):
        raise Forbidden(permission=kind_of(kind).read)
    mine = View.objects.filter(kind=kind, owner_id=_me(), deleted_at__isnull=True)
    if mine.count() >= MOST:
        raise TooManyViews(most=MOST)
    row = View(kind=kind, owner_id=_me(), **_sound(kind, given))
    _one_name(row.name, lambda: _inserted(row))
    audit.record("view.create", "view", row.pk, row.name)
    return row


@transaction.atomic
def view_change(
    row: View, *, version: int, given: dict[str, Any], current: Callable[[View], Any]
) -> View:
    """Change one's own view. Raises ViewNotYours, Invalid, ViewNameTaken, Forbidden, Stale."""
    _mine(row)
    changes = _sound(row.kind, given, before=row)
    return _one_name(
        given.get("name", row.name),
        lambda: records.save_changes(row, version=version, changes=changes, current=current),
    )


@transaction.atomic
def view_delete(row: View) -> None:
    """Delete a view; one that a colleague left behind may be cleared away by who may share."""
    if not (actor.current().may(SHARE) and row.shared != View.Shared.NOBODY):
        _mine(row)
    records.delete(row)


@transaction.atomic
def view_restore(row: View) -> View:
    """Undo a delete. Raises ViewNameTaken."""
    return _one_name(row.name, lambda: records.restore(row))


def views_arrange(kind: str, views: Sequence[int], opens: int | None) -> None:
    """In which order the acting person has the views of a kind, and which opens first."""
    known = {row.pk for row in questions.visible(kind)}
    if {*views, *([opens] if opens else [])} - known:
        raise Invalid(fields={"views": "有的视图已被删除,请刷新后再排"})
    values = [questions.order_of(kind).pk, scope.current(), kind, _me(), list(views), opens]
    sql.do(ARRANGE, values)


def deleted(view_id: int) -> View:
    """One's own deleted view. Raises NotFound."""
    rows = View.objects.filter(deleted_at__isnull=False, owner_id=_me())
    return records.find(rows, view_id)


def _me() -> int:
    return actor.current().staff_id or 0


def _mine(row: View) -> None:
    if row.owner_id != _me():
        names = accounts.names({row.owner_id})
        raise ViewNotYours(owner=names.get(row.owner_id, "同事"))


def _sound(kind: str, given: dict[str, Any], before: View | None = None) -> dict[str, Any]:
    """What may be stored. Raises Invalid, Forbidden."""
    if "filter" in given:
        filters.check(kind, given["filter"])
    shared = given.get("shared", before.shared if before else View.Shared.NOBODY)
    changes_sharing = "shared" in given or "departments" in given
    if changes_sharing and shared != View.Shared.NOBODY and not actor.current().may(SHARE):
        raise Forbidden(permission=SHARE)
    places = given.get("departments", before.departments if before else [])
    if shared == View.Shared.DEPARTMENTS:
        if not places or len(accounts.department_names(places)) != len(set(places)):
            raise Invalid(fields={"departments": "请选要共享给哪些部门"})
    elif places:
        given = {**given, "departments": []}
    return given


def _inserted(row: View) -> View:
    row.save(force_insert=True)
    return row


def _one_name(name: str, save: Callable[[], View]) -> View:
    """Run `save`; two views of one person never have one name."""
    taken = ViewNameTaken(name=name, fields={"name": "已有同名的视图"})
    with records.unique(ONE_NAME, taken):
        return save()


__all__ = [
    "deleted", "view_change", "view_create", "view_delete", "view_restore",
    "views_arrange",
]  # fmt: skip
