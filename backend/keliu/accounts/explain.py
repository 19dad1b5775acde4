"""Why a person can or can not see a record: the rules of `reach`, said in words.

A record that the asking person can not see is answered like one that never was, so that a guess of
ids teaches nothing: only the role is explained, and whom to ask.
"""

from dataclasses import dataclass, field
from typing import Any

from keliu.accounts import chain, rules
from keliu.accounts.models import RecordShare, Staff
from keliu.accounts.ports import Ports
from keliu.accounts.reach import reach_of, reaches
from keliu.accounts.services import acting, shares
from keliu.kit import actor
from keliu.kit.actor import Actor
from keliu.kit.errors import Invalid, NotFound

ASK_MOST = 4


@dataclass(frozen=True)
class Verdict:
    """One permission on the record: granted or not, and the sentence that says why."""

    permission: rules.Permission
    scope: str | None
    allowed: bool | None  # None: not said, since the record is not known to the asking person
    reason: str
    zh: str
    en: str


@dataclass(frozen=True)
class Answer:
    """The whole explanation; `row` is None when the record is not the asking person's to know."""

    kind: str
    staff: Staff
    row: Any | None
    share: RecordShare | None
    verdicts: list[Verdict]
    ask: list[int]
    fields: dict[str, dict[str, str]] = field(default_factory=dict)


def why(kind: str, record_id: int, staff_id: int) -> Answer:
    """Explain what `staff_id` may do with a record. Raises NotFound, Invalid."""
    if kind not in Ports.kinds:
        raise Invalid(fields={"kind": "这种记录没有权限说明"})
    staff = Staff.objects.select_related("role", "department").filter(pk=staff_id).first()
    who = acting.actor_of(staff_id)
    if staff is None or who is None:
        raise NotFound
    row = _known(kind, record_id)
    share = _share(kind, row, staff_id)
    verdicts = [_verdict(one, who, kind, row, share) for one in rules.permissions_of(kind)]
    return Answer(kind, staff, row, share, verdicts, _whom_to_ask(who, row, verdicts),
                  {} if row is None else who.fields.get(kind, {}))  # fmt: skip


def _known(kind: str, record_id: int) -> Any | None:
    """The living record, if the asking person sees it."""
    row = Ports.kinds[kind].model.objects.filter(pk=record_id, deleted_at__isnull=True).first()
    if row is None:
        return None
    seen = (f"{kind}.read", row.owner_id, row.department_id, kind, row.pk)
    return row if reaches(actor.current(), *seen) else None


def _share(kind: str, row: Any | None, staff_id: int) -> RecordShare | None:
    if row is None:
        return None
    given = RecordShare.objects.filter(kind=kind, record_id=row.pk, staff_id=staff_id)
    return shares.live(given).select_related("by").first()


def _verdict(
    one: rules.Permission, who: Actor, kind: str, row: Any | None, share: RecordShare | None
) -> Verdict:
    scope = who.reach(one.name)
    reason = _reason(one.name, who, kind, row, share)
    zh, en = _words(reason, scope)
    allowed = None if reason == "unknown" else reason not in {"no_permission", "out_of_scope"}
    return Verdict(one, scope, allowed, reason, zh, en)


def _reason(
    permission: str, who: Actor, kind: str, row: Any | None, share: RecordShare | None
) -> str:
    reach = reach_of(who, permission)
    if reach is None:
        return "no_permission"
    if reach.everything and row is not None:
        return "all"
    if row is None:
        return "unknown"
    if row.owner_id is not None and row.owner_id in reach.staff:
        return "owner" if row.owner_id == who.staff_id else "subordinate"
    if row.department_id is not None and row.department_id in reach.departments:
        return str(who.reach(permission))
    if share is not None and share.level in rules.share_levels(kind, permission):
        return "shared"
    return "out_of_scope"


REASONS = {
    "all": ("角色的范围是全部", "The role reaches everything"),
    "owner": ("本人是负责人", "They own the record"),
    "subordinate": ("负责人是其下属", "The owner is below them"),
    "department": ("记录在其部门", "The record is in their department"),
    "tree": ("记录在其部门或下级部门", "The record is in their department or below"),
    "listed": ("记录在角色指定的部门", "The record is in a department the role lists"),
    "shared": ("有临时授权", "They have temporary access"),
    "no_permission": ("角色没有这个权限", "The role lacks this permission"),
    "out_of_scope": ("记录不在范围“{0}”里", "The record is outside “{0}”"),
    "unknown": (
        "角色的范围是“{0}”;这条记录不在范围里,或已删除、不存在",
        "The role reaches “{0}”; the record is outside it, deleted, or never was",
    ),
}


def _words(reason: str, scope: str | None) -> tuple[str, str]:
    zh, en = REASONS[reason]
    names = rules.SCOPE_WORDS.get(scope or "", ("", ""))
    return zh.format(names[0]), en.format(names[1])


def _whom_to_ask(who: Actor, row: Any | None, verdicts: list[Verdict]) -> list[int]:
    """Who can help: the record's owner and who may share it; else one's superior; and managers."""
    if all(one.allowed for one in verdicts if one.permission.name.endswith(".read")):
        return []
    keepers = _holders("role.write")
    if row is None:
        found = [*chain.superiors(who.staff_id or 0, 1), *keepers]
    else:
        sharers = [one for one in _holders("access.grant") if _reaches(one, row)]
        found = [*([row.owner_id] if row.owner_id else []), *sharers, *keepers]
    helpful = [one for one in dict.fromkeys(found) if one != who.staff_id]
    return helpful[:ASK_MOST]


def _holders(permission: str) -> list[int]:
    rows = Staff.objects.filter(state=Staff.State.ACTIVE, role__grants__has_key=permission)
    return list(rows.order_by("id").values_list("id", flat=True)[:20])


def _reaches(staff_id: int, row: Any) -> bool:
    who = acting.actor_of(staff_id)
    return who is not None and reaches(who, "access.grant", row.owner_id, row.department_id)
