"""Shapes of the lead endpoints."""

from typing import Any, Literal

from pydantic import Field

from keliu.accounts import public as accounts
from keliu.kinds import public as kinds
from keliu.platform.wire import Asked, Custom, Id, ListAsked, Moment, Ref, Said, Text, When, Wire
from keliu.sales.models import AssignmentLog, Lead
from keliu.sales.selectors import leads as questions

LeadState = Literal["new", "following", "converted", "invalid"]
LeadSource = Literal["manual", "form", "import", "api", "scan", "chat", "card", "other"]
Intent = Literal["high", "medium", "low"]
CompanySize = Literal["", "1-19", "20-99", "100-499", "500+"]
REFS = ("owner", "department", "form", "customer", "opportunity")


# In answers a hidden field is an empty text, a hidden moment null.
StateSeen = LeadState | Literal[""]
SourceSeen = LeadSource | Literal[""]
IntentSeen = Intent | Literal[""]


class LeadRow(Wire):
    id: Id
    name: str
    company: str
    position: str
    phone_masked: str
    email_masked: str
    wechat: str
    region: str
    region_code: str
    industry: str
    size: CompanySize
    intent: IntentSeen
    source: SourceSeen
    source_detail: str
    form: Ref | None
    owner: Ref | None
    department: Ref | None
    state: StateSeen
    reason: str
    last_followup_at: Moment | None
    next_followup_at: Moment | None
    customer: Ref | None
    opportunity: Ref | None
    converted_at: Moment | None
    custom: Custom
    created_at: Moment | None
    updated_at: Moment | None
    version: int

    @staticmethod
    def of(row: Lead) -> "LeadRow":
        return LeadRow(**kinds.conceal("lead", _row(row), "list"))


class LeadOut(LeadRow):
    note: str
    owner_since: Moment | None
    created_by: Ref | None
    converted_by: Ref | None
    deleted_at: Moment | None
    can: list[str]

    @staticmethod
    def of(row: Lead) -> "LeadOut":
        names = accounts.names({row.created_by_id, row.converted_by_id})
        seen = kinds.conceal("lead", _row(row) | {"note": row.note}, "detail")
        return LeadOut(
            **seen,
            owner_since=row.owner_since,
            created_by=_person(row.created_by_id, names),
            converted_by=_person(row.converted_by_id, names),
            deleted_at=row.deleted_at,
            can=questions.can(row),
        )


PLAIN = [name for name in LeadRow.model_fields if name not in {"id", *REFS}]


def _ref(thing: Any) -> Ref | None:
    if thing is None:
        return None
    return Ref(id=thing.pk, name=getattr(thing, "name", "") or getattr(thing, "title", ""))


def _person(staff_id: int | None, names: dict[int, str]) -> Ref | None:
    name = names.get(staff_id or 0)
    return Ref(id=staff_id, name=name) if staff_id and name else None


def _row(row: Lead) -> dict[str, Any]:
    """`row` comes with everything it names (selectors.with_people)."""
    plain = {name: getattr(row, name) for name in PLAIN}
    return {"id": row.pk, **{name: _ref(getattr(row, name)) for name in REFS}, **plain}


class LeadFields(Asked):
    """What people fill in."""

    company: Text | None = Field(None, max_length=80)
    position: Text | None = Field(None, max_length=60)
    phone: Text | None = Field(None, max_length=30)
    email: Text | None = Field(None, max_length=100)
    wechat: Text | None = Field(None, max_length=60)
    region: Text | None = Field(None, max_length=60)
    region_code: Text | None = Field(None, max_length=6)
    industry: Text | None = Field(None, max_length=40)
    size: CompanySize | None = None
    intent: Intent | None = None
    note: Text | None = Field(None, max_length=2000)
    custom: Custom | None = None

    def given(self) -> dict[str, Any]:
        """The fields really sent, ready for the service; an emptied text is an empty text."""
        sent = self.model_dump(exclude_unset=True, exclude={"version", "owner_id", "by_rule"})
        nothing: dict[str, Any] = {"phone": None, "email": None, "intent": "medium",
                                   "source": "manual", "custom": {}}  # fmt: skip
        return {
            name: nothing.get(name, "") if value is None else value for name, value in sent.items()
        }


class LeadIn(LeadFields):
    name: Text = Field(min_length=1, max_length=60)
    source: LeadSource = "manual"
    source_detail: Text = Field("", max_length=80)
    owner_id: Id | None = None
    by_rule: bool = False
    """Let the assignment rules choose the owner."""


class LeadPatch(LeadFields):
    name: Text | None = Field(None, min_length=1, max_length=60)
    source: LeadSource | None = None
    source_detail: Text | None = Field(None, max_length=80)
    version: int


class LeadAssignIn(Asked):
    owner_id: Id
    version: int


class LeadDiscardIn(Asked):
    reason: Text = Field(min_length=1, max_length=200)
    version: int


class LeadPhoneOut(Wire):
    phone: str


class LeadsAsked(ListAsked):
    """Filters of the list; owner may be an id, `me` or `none`; state also `open`."""

    state: Literal["new", "following", "converted", "invalid", "open"] | None = None
    owner: str | None = None
    source: LeadSource | None = None
    intent: Intent | None = None
    size: CompanySize | None = None
    industry: str | None = None
    form: str | None = None
    due: Literal["new", "today", "overdue"] | None = None
    created_from: When | None = None
    created_to: When | None = None
    filter: str | None = None


class LeadCounts(Wire):
    """What waits: mine new, overdue, due today; and those nobody has (for who may assign)."""

    new: int
    overdue: int
    today: int
    unassigned: int


class LeadDecision(Wire):
    """One line of the assignment log."""

    id: Id
    at: Moment
    lead: Ref
    rule: Ref | None
    staff: Ref | None
    why: Said
    by: Ref | None

    @staticmethod
    def of(row: AssignmentLog, names: dict[int, str]) -> "LeadDecision":
        rule = Ref(id=row.rule_id, name=row.rule_name) if row.rule_id is not None else None
        return LeadDecision(
            id=row.pk,
            at=row.at,
            lead=Ref(id=row.lead_id, name=row.lead.name),
            rule=rule,
            staff=_ref(row.staff),
            why=row.why,
            by=_person(row.by_id, names),
        )


class WaitingOut(Wire):
    """How many the rules gave away, and how many still wait."""

    given: int
    waiting: int
