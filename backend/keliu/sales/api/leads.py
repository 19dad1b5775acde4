"""Leads: lists, details and every step they take before they are converted."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.kinds import public as kinds
from keliu.kit.paging import MOST
from keliu.platform import lists, records
from keliu.platform.wire import Items, Page, VersionIn
from keliu.sales.models import Lead
from keliu.sales.schemas import leads as schemas
from keliu.sales.schemas.leads import LeadCounts, LeadDecision, LeadOut, LeadRow
from keliu.sales.selectors import leads as questions
from keliu.sales.services import assignment
from keliu.sales.services import leads as services

router = Router(tags=["leads"])
READ, WRITE, DELETE, ASSIGN = questions.READ, questions.WRITE, questions.DELETE, questions.ASSIGN


def shown(row: Lead) -> Any:
    """What a person who came second is shown."""
    return LeadOut.of(questions.whole_row(row.pk)).model_dump(mode="json")


def find(lead_id: int, permission: str = READ) -> Lead:
    """A living lead within reach. Raises NotFound."""
    return records.find(questions.with_people(questions.reachable(permission)), lead_id)


@router.get("/leads", response=Page[LeadRow])
@accounts.staff(READ)
def lead_list(request: HttpRequest, asked: Query[schemas.LeadsAsked]) -> Page[LeadRow]:
    """Leads within reach; who may assign also sees those nobody has."""
    rows = questions.for_list(
        state=asked.state, owner=asked.owner, form=asked.form, when=asked.due, q=asked.q,
        equal=asked.model_dump(include={"source", "intent", "size", "industry"}),
        created=(asked.created_from, asked.created_to),
    )  # fmt: skip
    rows = kinds.narrow("lead", rows, kinds.read_filter(asked.filter))
    sort = lists.choose(questions.SORTS, asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[LeadRow](items=[LeadRow.of(row) for row in found], next=following, total=total)


@router.get("/leads/counts", response=LeadCounts)
@accounts.staff(READ)
def lead_counts(request: HttpRequest) -> LeadCounts:
    """How many of one's leads are new, overdue or due today, and how many nobody has."""
    return LeadCounts(**questions.counts())


@router.post("/leads", response=LeadOut)
@accounts.staff(WRITE)
def lead_create(request: HttpRequest, payload: schemas.LeadIn) -> LeadOut:
    """A new lead: one's own, a colleague's, or whose the rules say; 409 `lead_known`."""
    owner = None if payload.by_rule else services.owner_chosen(payload.owner_id)
    row = services.lead_create(fields=payload.given(), owner=owner)
    if payload.by_rule:
        assignment.assign_by_rules(row)
    return LeadOut.of(questions.whole_row(row.pk))


@router.post("/leads/assign-waiting", response=schemas.WaitingOut)
@accounts.staff(ASSIGN)
def lead_assign_waiting(request: HttpRequest) -> schemas.WaitingOut:
    """Run the rules again over the open leads that nobody has."""
    given, waiting = assignment.assign_waiting()
    return schemas.WaitingOut(given=given, waiting=waiting)


@router.get("/leads/{int:lead_id}", response=LeadOut)
@accounts.staff(READ)
def lead_get(request: HttpRequest, lead_id: int) -> LeadOut:
    """One lead."""
    return LeadOut.of(find(lead_id))


@router.patch("/leads/{int:lead_id}", response=LeadOut)
@accounts.staff(WRITE)
def lead_update(request: HttpRequest, lead_id: int, payload: schemas.LeadPatch) -> LeadOut:
    """Change a lead; a converted one is 409 `lead_converted` and names its customer."""
    row = services.lead_update(
        find(lead_id, WRITE), version=payload.version, fields=payload.given(), shown=shown
    )
    return LeadOut.of(row)


@router.delete("/leads/{int:lead_id}", response={204: None})
@accounts.staff(DELETE)
def lead_delete(request: HttpRequest, lead_id: int) -> None:
    """Take a lead away; `restore` undoes it."""
    services.lead_delete(find(lead_id, DELETE))


@router.post("/leads/{int:lead_id}/restore", response=LeadOut)
@accounts.staff(DELETE)
def lead_restore(request: HttpRequest, lead_id: int) -> LeadOut:
    """Bring a deleted lead back."""
    row = services.lead_restore(records.find(questions.deleted(DELETE), lead_id))
    return LeadOut.of(row)


@router.post("/leads/{int:lead_id}/assign", response=LeadOut)
@accounts.staff(ASSIGN)
def lead_assign(request: HttpRequest, lead_id: int, payload: schemas.LeadAssignIn) -> LeadOut:
    """Give a lead to a colleague."""
    row = services.lead_assign(
        find(lead_id, ASSIGN), owner_id=payload.owner_id, version=payload.version, shown=shown
    )
    return LeadOut.of(row)


@router.post("/leads/{int:lead_id}/discard", response=LeadOut)
@accounts.staff(WRITE)
def lead_discard(request: HttpRequest, lead_id: int, payload: schemas.LeadDiscardIn) -> LeadOut:
    """Mark it invalid, with the reason."""
    row = services.lead_discard(
        find(lead_id, WRITE), reason=payload.reason, version=payload.version, shown=shown
    )
    return LeadOut.of(row)


@router.post("/leads/{int:lead_id}/revive", response=LeadOut)
@accounts.staff(WRITE)
def lead_revive(request: HttpRequest, lead_id: int, payload: VersionIn) -> LeadOut:
    """An invalid lead is followed again."""
    row = services.lead_revive(find(lead_id, WRITE), version=payload.version, shown=shown)
    return LeadOut.of(row)


@router.post("/leads/{int:lead_id}/reveal-phone", response=schemas.LeadPhoneOut)
@accounts.staff("customer.phone")
def lead_reveal_phone(request: HttpRequest, lead_id: int) -> schemas.LeadPhoneOut:
    """The whole number; the audit log notes who looked."""
    return schemas.LeadPhoneOut(phone=services.phone_reveal(find(lead_id, "customer.phone")))


@router.get("/leads/{int:lead_id}/decisions", response=Items[LeadDecision])
@accounts.staff(READ)
def lead_decisions(request: HttpRequest, lead_id: int) -> Items[LeadDecision]:
    """Who it was given to, by which rule or person, and why; newest first."""
    rows = list(questions.decisions(find(lead_id).pk).order_by("-id")[:MOST])
    names = accounts.names({row.by_id for row in rows})
    return Items[LeadDecision](items=[LeadDecision.of(row, names) for row in rows])
