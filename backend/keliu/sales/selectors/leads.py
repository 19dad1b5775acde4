"""Questions about leads: lists, one lead, its decisions, and what is waiting."""

import re
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from keliu.accounts import public as accounts
from keliu.kit import actor, clock, scope, words
from keliu.kit.paging import Sort
from keliu.platform import keys, lists
from keliu.platform.models import Merchant
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking
from keliu.sales.models import AssignmentLog, Lead
from keliu.sales.rules import leads as law

READ, WRITE, DELETE, ASSIGN = "lead.read", "lead.write", "lead.delete", "lead.assign"
ON_A_LEAD = [WRITE, DELETE, ASSIGN, "customer.phone"]
SORTS = (
    Sort("-updated_at", "updated_at", descending=True, kind="time"),
    Sort("-created_at", "created_at", descending=True, kind="time"),
    Sort("name", "name_key", descending=False),
    Sort("next_followup_at", "next_followup_at", descending=False, kind="time"),
)
HITS = """SELECT l.id, l.name, l.state, l.company, l.phone_masked FROM sales_lead l
 WHERE l.merchant_id = %s AND l.deleted_at IS NULL
 AND l.id = ANY(ARRAY(SELECT sales_lead_matching(%s, %s))) AND {within}
 ORDER BY l.updated_at DESC, l.id DESC LIMIT %s"""
DIGITS = re.compile(r"[0-9]{4,}")
WHOLE_NUMBER = 11


def within_reach(rows: "QuerySet[Lead]", permission: str) -> "QuerySet[Lead]":
    """The rows that `permission` covers; who may assign also sees those nobody has."""
    covered = accounts.within_reach(rows, permission, kind="lead")
    who = actor.current()
    if who.may(permission) and who.may(ASSIGN):
        covered = covered | rows.filter(owner__isnull=True)
    return covered


def reachable(permission: str = READ) -> "QuerySet[Lead]":
    """Living leads within reach."""
    rows: QuerySet[Lead] = Lead.objects.filter(deleted_at__isnull=True)
    return within_reach(rows, permission)


def deleted(permission: str) -> "QuerySet[Lead]":
    """Deleted leads within reach, for undoing."""
    rows: QuerySet[Lead] = Lead.objects.filter(deleted_at__isnull=False)
    return within_reach(rows, permission)


def with_people(rows: "QuerySet[Lead]") -> "QuerySet[Lead]":
    """Leads with everything an answer names, in the same query."""
    return rows.select_related("owner", "department", "form", "customer", "opportunity")


def whole_row(lead_id: int) -> Lead:
    """A lead with what an answer names, without asking who looks."""
    rows: QuerySet[Lead] = Lead.objects.all()
    return with_people(rows).get(pk=lead_id)


def can(row: Lead) -> list[str]:
    """Which of the verbs the acting person has on a lead."""
    found = accounts.can(row.owner_id, row.department_id, ON_A_LEAD, "lead", row.pk)
    who = actor.current()
    if row.owner_id is None and who.may(ASSIGN):
        found = [name for name in ON_A_LEAD if name in found or who.may(name)]
    return found


def matching(rows: "QuerySet[Lead]", q: str) -> "QuerySet[Lead]":
    """`rows` that a search for `q` finds: words, pinyin, or a piece of the number."""
    asked = [words.of_query(q) or None, _phone_words(q)]
    if asked == [None, None]:
        return rows.none()
    found = "sales_lead.id = ANY(ARRAY(SELECT sales_lead_matching(%s, %s)))"
    return rows.filter(RawSQL(found, asked, output_field=BooleanField()))  # noqa: S611  constant


def hits(q: str, limit: int) -> Asking[list[Any]]:
    """The latest leads within reach that a search finds: id, name, state, company, number."""
    asked = [words.of_query(q) or None, _phone_words(q)]
    who = actor.current()
    if asked == [None, None] or not who.may(READ):
        return []
    within, values = accounts.reach_sql(READ, "l", "lead")
    if who.may(ASSIGN):
        within = f"({within} OR l.owner_id IS NULL)"
    values = [scope.current(), *asked, *values, limit]
    return (yield [Question(HITS.format(within=within), values)])[0]


def _phone_words(q: str) -> list[str] | None:
    """Blind words of a piece of a number, as far as the person may see numbers."""
    digits = DIGITS.fullmatch(re.sub(r"[\s-]", "", q.strip()).removeprefix("+86"))
    if digits is None:
        return None
    text, blind = digits.group(), keys.ours().blind
    if actor.current().may("customer.phone") or len(text) >= WHOLE_NUMBER:
        parts = [text[at : at + 4] for at in range(len(text) - 3)]
        return [f"#{blind('phone4', part).hex()[:16]}" for part in parts]
    return [f"#{blind('phone-tail', text).hex()[:16]}"] if len(text) == 4 else None


def _owned(rows: "QuerySet[Lead]", owner: str | None) -> "QuerySet[Lead]":
    """`owner` may be an id, `me` or `none`."""
    if owner == "none":
        return rows.filter(owner__isnull=True)
    wanted = (actor.current().staff_id or 0) if owner == "me" else lists.id_filter(owner)
    return rows if wanted is None else rows.filter(owner_id=wanted)


def due(rows: "QuerySet[Lead]", when: str) -> "QuerySet[Lead]":
    """Open leads: never contacted (`new`), or whose next contact is overdue or today."""
    standing = rows.filter(state__in=law.OPEN_STATES)
    now = clock.now()
    if when == "new":
        return standing.filter(state=law.NEW)
    if when == "overdue":
        return standing.filter(next_followup_at__lt=now)
    start, end = clock.day_bounds(clock.local_day(now, _zone()), _zone())
    return standing.filter(next_followup_at__gte=start, next_followup_at__lt=end)


def my_due(when: str) -> "QuerySet[Lead]":
    """The acting person's own leads that wait (`new`, `today`, `overdue`)."""
    return due(reachable().filter(owner_id=actor.current().staff_id or 0), when)


def _zone() -> str:
    zone: str = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    return zone


def for_list(
    *,
    state: str | None,
    owner: str | None,
    equal: dict[str, str | None],
    form: str | None,
    created: tuple[datetime | None, datetime | None],
    when: str | None,
    q: str | None,
) -> "QuerySet[Lead]":
    """Leads within reach with everything the list shows, in one query."""
    rows = _owned(with_people(reachable()), owner)
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if state:
        rows = rows.filter(state__in=law.OPEN_STATES if state == "open" else [state])
    if (wanted := lists.id_filter(form)) is not None:
        rows = rows.filter(form_id=wanted)
    if created[0] is not None:
        rows = rows.filter(created_at__gte=created[0])
    if created[1] is not None:
        rows = rows.filter(created_at__lt=created[1])
    rows = due(rows, when) if when else rows
    return matching(rows, q) if q and q.strip() else rows


def counts() -> dict[str, int]:
    """What waits in one's reach: mine new, mine overdue, mine today, and those nobody has."""
    mine = Lead.objects.filter(
        deleted_at__isnull=True, owner_id=actor.current().staff_id or 0,
        state__in=law.OPEN_STATES,
    )  # fmt: skip
    now, zone = clock.now(), _zone()
    start, end = clock.day_bounds(clock.local_day(now, zone), zone)
    found: dict[str, int] = mine.aggregate(
        new=Count("id", filter=Q(state=law.NEW)),
        overdue=Count("id", filter=Q(next_followup_at__lt=now)),
        today=Count("id", filter=Q(next_followup_at__gte=start, next_followup_at__lt=end)),
    )
    may = actor.current().may(ASSIGN)
    return found | {"unassigned": unassigned().count() if may else 0}


def unassigned() -> "QuerySet[Lead]":
    """Open leads that nobody has; only for who may assign."""
    rows: QuerySet[Lead] = Lead.objects.filter(deleted_at__isnull=True, owner__isnull=True)
    return rows.filter(state__in=law.OPEN_STATES)


def decisions(lead_id: int | None = None) -> "QuerySet[AssignmentLog]":
    """The log of assignments, newest first: of one lead, or of all within reach."""
    rows: QuerySet[AssignmentLog] = AssignmentLog.objects.select_related("lead", "staff")
    if lead_id is not None:
        return rows.filter(lead_id=lead_id)
    return rows.filter(lead__in=reachable().values("id"))


def open_by_phone(index: bytes) -> Lead | None:
    """The open lead with this phone number, if there is one."""
    standing = Lead.objects.filter(phone_index=index, deleted_at__isnull=True)
    return standing.filter(state__in=law.OPEN_STATES).first()


def loads(staff_ids: list[int]) -> dict[int, int]:
    """How many open leads each of these people has."""
    rows = Lead.objects.filter(owner_id__in=staff_ids, deleted_at__isnull=True)
    standing: Any = rows.filter(state__in=law.OPEN_STATES).values_list("owner_id")
    return dict(standing.annotate(n=Count("id")))
