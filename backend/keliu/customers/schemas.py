"""Shapes of the customers endpoints."""

from datetime import date
from typing import Any, Literal, cast

from pydantic import Field

from keliu.accounts import public as accounts
from keliu.customers import rules
from keliu.customers.models import Consent, Customer
from keliu.customers.ports import Hit
from keliu.customers.rules import merging
from keliu.customers.selectors import judged
from keliu.customers.selectors.fast_one import ON_A_CUSTOMER
from keliu.customers.services import columns
from keliu.kinds import public as kinds
from keliu.platform.wire import (
    Asked,
    Bilingual,
    Custom,
    Id,
    ListAsked,
    Moment,
    Ref,
    Text,
    When,
    Wire,
)

Kind = Literal["person", "company"]
Level = Literal["A", "B", "C", ""]
Lifecycle = Literal["potential", "engaged", "customer", "loyal", "silent", "lost"]
Gender = Literal["male", "female", ""]
Source = Literal["card", "manual", "import", "referral", "wechat", "other"]
HitKind = Literal["customer", "contact", "opportunity", "lead", "order"]


class ScoreReason(Wire):
    label: Bilingual
    points: int


class CustomerRow(Wire):
    id: Id
    name: str
    kind: Kind
    type: str
    company: str
    position: str
    phone_masked: str
    level: Level
    source: Source
    owner: Ref | None
    department: Ref | None
    last_followup_at: Moment | None
    next_followup_at: Moment | None
    last_visit_at: Moment | None
    visit_count: int
    score: int
    deal_state: Literal["none", "open", "won"]
    order_count: int
    order_total_fen: int
    last_order_at: Moment | None
    created_at: Moment
    updated_at: Moment
    custom: Custom
    version: int

    @staticmethod
    def of(row: Customer) -> "CustomerRow":
        return CustomerRow(**_row(row))


class CustomerOut(CustomerRow):
    gender: Gender
    email_masked: str
    address: str
    region: str
    region_code: str
    birthday: date | None
    age: int | None
    industry: str
    lifecycle: Lifecycle
    note: str
    wechat_name: str
    avatar_url: str
    owner_since: Moment | None
    deleted_at: Moment | None
    created_by: Ref | None
    score_reasons: list[ScoreReason]
    can: list[str]

    @staticmethod
    def of(row: Customer) -> "CustomerOut":
        return CustomerOut(
            **_row(row),
            gender=cast(Gender, row.gender),
            email_masked=row.email_masked,
            address=columns.opened(row, "address"),
            region=row.region,
            region_code=row.region_code,
            birthday=row.birthday,
            age=merging.age(row.birthday, columns.today()) if row.birthday else None,
            industry=row.industry,
            lifecycle=cast(Lifecycle, row.lifecycle),
            note=row.note,
            wechat_name=row.wechat_name,
            avatar_url=row.avatar_url,
            owner_since=row.owner_since,
            deleted_at=row.deleted_at,
            created_by=_author(row.created_by),
            score_reasons=_reasons(row),
            can=accounts.can(row.owner_id, row.department_id, ON_A_CUSTOMER, "customer", row.pk),
        )


def _row(row: Customer) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in PLAIN}
    owner = Ref(id=row.owner.pk, name=row.owner.name) if row.owner else None
    place = Ref(id=row.department.pk, name=row.department.name) if row.department else None
    return {"id": row.pk, "owner": owner, "department": place, **plain}


PLAIN = [name for name in CustomerRow.model_fields if name not in {"id", "owner", "department"}]


def _author(staff_id: int | None) -> Ref | None:
    name = accounts.names({staff_id}).get(staff_id) if staff_id else None
    return Ref(id=staff_id, name=name) if staff_id and name else None


def _reasons(row: Customer) -> list[ScoreReason]:
    reasons = judged.score_reasons(row)
    return [
        ScoreReason(label=Bilingual(zh=one.zh, en=one.en), points=one.points) for one in reasons
    ]


class CustomerFields(Asked):
    """What people fill in."""

    kind: Kind | None = None
    type: Text | None = Field(None, max_length=20)
    phone: Text | None = Field(None, max_length=30)
    email: Text | None = Field(None, max_length=100)
    company: Text | None = Field(None, max_length=80)
    position: Text | None = Field(None, max_length=60)
    level: Level | None = None
    source: Source | None = None
    gender: Gender | None = None
    address: Text | None = Field(None, max_length=200)
    region: Text | None = Field(None, max_length=60)
    region_code: Text | None = Field(None, max_length=6)
    birthday: date | None = None
    industry: Text | None = Field(None, max_length=40)
    lifecycle: Lifecycle | None = None
    note: Text | None = Field(None, max_length=2000)
    custom: Custom | None = None
    owner_id: Id | None = None

    def given(self) -> dict[str, Any]:
        """The fields really sent, ready for the columns; an emptied text is an empty text."""
        sent = self.model_dump(exclude_unset=True, exclude={"version", "owner_id"})
        nothing: dict[str, Any] = {"birthday": None, "phone": None, "email": None, "address": None}
        defaults: dict[str, Any] = {
            "kind": "person", "source": "manual", "lifecycle": "potential",
        }  # fmt: skip
        return {
            name: nothing.get(name, defaults.get(name, "")) if value is None else value
            for name, value in sent.items()
        }


class CustomerIn(CustomerFields):
    name: Text = Field(min_length=1, max_length=60)


class CustomerPatch(CustomerFields):
    name: Text | None = Field(None, min_length=1, max_length=60)
    version: int


class AssignIn(Asked):
    """`with_opportunities`: the customer's open opportunities go to the same colleague."""

    owner_id: Id
    with_opportunities: bool = False
    version: int


class PhoneOut(Wire):
    phone: str


class SearchHit(Wire):
    kind: HitKind
    id: Id
    name: str
    subtitle: str
    highlight: list[tuple[int, int]]
    subtitle_highlight: list[tuple[int, int]]
    customer_id: Id | None  # open this customer (a contact's)

    @staticmethod
    def of(hit: Hit) -> "SearchHit":
        return SearchHit(
            kind=cast(HitKind, hit.kind),
            id=hit.id,
            name=hit.name,
            subtitle=hit.subtitle,
            highlight=list(hit.highlight),
            subtitle_highlight=list(hit.subtitle_highlight),
            customer_id=hit.customer_id,
        )


class CustomersAsked(ListAsked):
    filter: str | None = None
    owner: str | None = None
    level: str | None = None
    source: str | None = None
    kind: str | None = None
    deal_state: str | None = None
    created_from: When | None = None
    created_to: When | None = None

    def narrowed(self) -> dict[str, Any]:
        """The filters alone."""
        plain = self.model_dump(exclude={"limit", "cursor", "sort", "total"})
        return {**plain, "filter": kinds.read_filter(self.filter)}


def _title(purpose: str) -> Bilingual:
    """What a purpose is called; one that is no longer asked for keeps its code."""
    known = rules.PURPOSES.get(purpose)
    return Bilingual(
        zh=known.title_zh if known else purpose, en=known.title_en if known else purpose
    )


class ConsentRow(Wire):
    purpose: str
    title: Bilingual
    version: str
    granted_at: Moment
    withdrawn_at: Moment | None
    channel: str

    @staticmethod
    def of(row: Consent) -> "ConsentRow":
        return ConsentRow(
            purpose=row.purpose,
            title=_title(row.purpose),
            version=row.text_version,
            granted_at=row.granted_at,
            withdrawn_at=row.withdrawn_at,
            channel=row.channel,
        )
