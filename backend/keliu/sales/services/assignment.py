"""Giving leads to people by rule. The rule's row is locked late and last, so turns are exact."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from keliu.accounts import public as accounts
from keliu.interactions import public as interactions
from keliu.kinds import public as kinds
from keliu.kit import actor, scope
from keliu.kit.errors import Invalid
from keliu.platform import audit, sql
from keliu.platform.outbox import publish
from keliu.sales.events import LeadAssigned
from keliu.sales.models import AssignmentLog, AssignmentRule, Lead
from keliu.sales.rules import leads as law
from keliu.sales.selectors import leads as questions
from keliu.sales.services.leads import KIND, hand

TURN = """UPDATE sales_assignmentrule SET turn = turn + 1
 WHERE merchant_id = %s AND id = %s RETURNING turn"""
BATCH = 200


@dataclass(frozen=True)
class Choice:
    """Who gets a lead, and why in words."""

    staff: accounts.StaffCard
    why: str


def active_rules() -> "QuerySet[AssignmentRule]":
    """The rules that decide, in their order."""
    rows: QuerySet[AssignmentRule] = AssignmentRule.objects.filter(deleted_at__isnull=True)
    return rows.filter(active=True).order_by("position", "id")


def note(
    lead_id: int, *, staff_id: int | None, why: str, rule: AssignmentRule | None = None
) -> None:
    """Remember a decision."""
    AssignmentLog.objects.create(
        lead_id=lead_id,
        staff_id=staff_id,
        why=why[:200],
        rule_id=rule.pk if rule else None,
        rule_name=rule.name if rule else "",
        by_id=actor.current().staff_id,
    )


def fits(rule: AssignmentRule, lead_id: int) -> bool:
    """Whether a rule's conditions hold for a stored lead.

    Rules see every field, whoever adds the lead; one about a field that was put away fits nothing
    until somebody mends it, and must not keep leads out.
    """
    with actor.acting(actor.NOBODY):
        try:
            return kinds.narrow(KIND, Lead.objects.filter(pk=lead_id), rule.filter).exists()
        except Invalid:
            return False


def _at_work(staff_ids: list[int]) -> list[accounts.StaffCard]:
    """The people of a rule who are at work, in the rule's order."""
    found = {card.id: card for card in accounts.cards(staff_ids) if card.active}
    return [found[one] for one in staff_ids if one in found]


def _round_robin(rule: AssignmentRule, lead: Lead) -> Choice | None:
    """The next in turn: the pointer moves in one statement, which is the lock."""
    people = {card.id: card for card in _at_work(rule.staff_ids)}
    if not people:
        return None
    turn = sql.one(TURN, [scope.current(), rule.pk])[0] - 1
    chosen = people[law.whose_turn(list(people), turn) or 0]
    return Choice(chosen, f"轮流分配,{len(people)} 人中轮到{chosen.name}")


def _least_load(rule: AssignmentRule, lead: Lead) -> Choice | None:
    """Who has the fewest; counted under the rule's lock, so that two can not see the same sums."""
    people = {card.id: card for card in _at_work(rule.staff_ids)}
    if not people:
        return None
    sql.one(TURN, [scope.current(), rule.pk])
    loads = questions.loads(list(people))
    chosen = people[law.least_loaded(list(people), loads) or 0]
    return Choice(chosen, f"{chosen.name}手上最少,{loads.get(chosen.id, 0)} 条未结束的线索")


def _region(rule: AssignmentRule, lead: Lead) -> Choice | None:
    places = [(one["region"], int(one["staff_id"])) for one in rule.regions]
    working = {card.id: card for card in _at_work([staff for _, staff in places])}
    open_places = [(place, staff) for place, staff in places if staff in working]
    chosen = working.get(law.by_region(open_places, lead.region, lead.region_code) or 0)
    return Choice(chosen, f"{lead.region}由{chosen.name}负责") if chosen else None


def _fixed(rule: AssignmentRule, lead: Lead) -> Choice | None:
    people = _at_work(rule.staff_ids)
    return Choice(people[0], f"这类线索都给{people[0].name}") if people else None


PICK: dict[str, Callable[[AssignmentRule, Lead], Choice | None]] = {
    law.ROUND_ROBIN: _round_robin,
    law.LEAST_LOAD: _least_load,
    law.REGION: _region,
    law.FIXED: _fixed,
}


def assign_by_rules(lead: Lead, *, again: bool = False) -> bool:
    """Give a lead that nobody has to whom the first fitting rule names; the log says why.

    A rule whose people are all away lets the next one decide. Returns whether somebody got it;
    that nobody did is noted the first time only.
    """
    for rule in active_rules():
        if fits(rule, lead.pk) and (choice := PICK[rule.mode](rule, lead)) is not None:
            _give(lead, rule, choice)
            return True
    if not again:
        note(lead.pk, staff_id=None, why="没有合适的规则,或规则里的人都不在岗,等待手工分配")
    return False


def _give(lead: Lead, rule: AssignmentRule, choice: Choice) -> None:
    owner = choice.staff
    hand(lead, owner, version=lead.version)
    told = {"owner": ("", owner.name), "rule": ("", rule.name)}
    audit.record("lead.assign", KIND, lead.pk, lead.name, told)
    note(lead.pk, staff_id=owner.id, why=choice.why, rule=rule)
    said = {"key": "lead_ruled", "rule": rule.name, "to": owner.name}
    given(lead.pk, owner, f"规则“{rule.name}”把线索分给了{owner.name}", said, choice.why)


def given(
    lead_id: int, owner: accounts.StaffCard, title: str, said: dict[str, str], why: str
) -> None:
    """Tell the timeline and the world that nobody's lead has an owner now."""
    interactions.lead_line(lead_id=lead_id, kind=KIND, title=title, text=why, data={"said": said})
    publish(LeadAssigned(lead_id, owner.id, None, None))


@transaction.atomic
def assign_waiting() -> tuple[int, int]:
    """Run the rules again over open leads that nobody has: (given, still waiting).

    Leads that somebody else is just working on are left alone. At most BATCH in one go, the
    oldest first.
    """
    waiting = questions.unassigned().order_by("created_at", "id")
    held: list[Any] = list(waiting.select_for_update(skip_locked=True, no_key=True)[:BATCH])
    done = sum(assign_by_rules(lead, again=True) for lead in held)
    return done, questions.unassigned().count()
