"""Assignment rules and their log."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.platform import lists, records
from keliu.platform.wire import Items, ListAsked, Page
from keliu.sales.models import AssignmentRule
from keliu.sales.schemas import lead_rules as schemas
from keliu.sales.schemas.lead_rules import LeadRuleOut
from keliu.sales.schemas.leads import LeadDecision
from keliu.sales.selectors import lead_forms as questions
from keliu.sales.selectors import leads
from keliu.sales.services import lead_rules as services

router = Router(tags=["leads"])
SETUP = "lead.setup"


def _out(rows: list[AssignmentRule]) -> list[LeadRuleOut]:
    named = {one for row in rows for one in row.staff_ids}
    named |= {int(one["staff_id"]) for row in rows for one in row.regions}
    cards = {card.id: card for card in accounts.cards(named)}
    return [LeadRuleOut.of(row, cards) for row in rows]


def _shown(row: AssignmentRule) -> Any:
    return _out([row])[0].model_dump(mode="json")


@router.get("/lead-rules", response=Items[LeadRuleOut])
@accounts.staff(SETUP)
def lead_rule_list(request: HttpRequest) -> Items[LeadRuleOut]:
    """The rules in the order in which they are asked."""
    return Items[LeadRuleOut](items=_out(list(questions.rules())))


@router.post("/lead-rules", response=LeadRuleOut)
@accounts.staff(SETUP)
def lead_rule_create(request: HttpRequest, payload: schemas.LeadRuleIn) -> LeadRuleOut:
    """A new rule behind the others."""
    return _out([services.rule_add(fields=payload.given())])[0]


@router.post("/lead-rules/order", response=Items[LeadRuleOut])
@accounts.staff(SETUP)
def lead_rule_order(request: HttpRequest, payload: schemas.LeadRuleOrderIn) -> Items[LeadRuleOut]:
    """Put the rules into another order."""
    services.rules_order(payload.ids)
    return Items[LeadRuleOut](items=_out(list(questions.rules())))


@router.get("/lead-rules/log", response=Page[LeadDecision])
@accounts.staff(SETUP)
def lead_rule_log(request: HttpRequest, asked: Query[ListAsked]) -> Page[LeadDecision]:
    """Every decision about leads within reach, newest first."""
    rows = leads.decisions()
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    names = accounts.names({row.by_id for row in found})
    total = rows.count() if asked.total else None
    items = [LeadDecision.of(row, names) for row in found]
    return Page[LeadDecision](items=items, next=following, total=total)


@router.patch("/lead-rules/{int:rule_id}", response=LeadRuleOut)
@accounts.staff(SETUP)
def lead_rule_update(
    request: HttpRequest, rule_id: int, payload: schemas.LeadRulePatch
) -> LeadRuleOut:
    """Change a rule, switch it on or off."""
    row = records.find(questions.rules(), rule_id)
    saved = services.rule_update(row, version=payload.version, fields=payload.given(), shown=_shown)
    return _out([saved])[0]


@router.delete("/lead-rules/{int:rule_id}", response={204: None})
@accounts.staff(SETUP)
def lead_rule_delete(request: HttpRequest, rule_id: int) -> None:
    """Take a rule away; `restore` undoes it."""
    records.delete(records.find(questions.rules(), rule_id))


@router.post("/lead-rules/{int:rule_id}/restore", response=LeadRuleOut)
@accounts.staff(SETUP)
def lead_rule_restore(request: HttpRequest, rule_id: int) -> LeadRuleOut:
    """Bring a deleted rule back."""
    row = records.restore(records.find(questions.rules(deleted=True), rule_id))
    return _out([row])[0]
