"""Shapes of the conversion wizard."""

from datetime import date
from typing import Any, Literal

from pydantic import Field

from keliu.customers import public as customers
from keliu.platform.wire import Asked, Bilingual, Id, Ref, Text, Wire
from keliu.sales import rules
from keliu.sales.models import Lead
from keliu.sales.rules import conversion as law
from keliu.sales.schemas.opportunities import Rating
from keliu.sales.services import conversion
from keliu.sales.services.conversion import Picture, Wish

CustomerKind = Literal["person", "company"]


class ConvertAsked(Asked):
    """Which customer the preview looks at: an existing one, or a new one of this kind."""

    customer_id: Id | None = None
    kind: CustomerKind | None = None


class ConvertField(Wire):
    """One filled field of the lead: `target` is the customer's field, absent for the timeline."""

    key: str
    label: Bilingual
    value: str
    target: str | None
    target_label: Bilingual | None
    current: str | None
    """What the existing customer has there; null when it is empty or new."""
    same: bool


class LookAlike(Wire):
    """A customer that may be the same; without `id` a colleague's that one may not see."""

    id: Id | None
    name: str
    reasons: list[str]
    strength: int


class ConvertContact(Wire):
    name: str
    position: str
    phone_masked: str
    wechat: str


class ConvertPreview(Wire):
    kind: CustomerKind
    name: str
    customer: Ref | None
    fields: list[ConvertField]
    contact: ConvertContact | None
    look_alikes: list[LookAlike]
    opportunity_title: str
    notes: int
    plans: int


class ConvertOpportunityIn(Asked):
    title: Text = Field(min_length=1, max_length=80)
    amount_fen: int = Field(0, ge=0, le=rules.MOST_AMOUNT_FEN)
    rating: Rating = "medium"
    expected_on: date | None = None
    stage_id: Id | None = None


class ConvertIn(Asked):
    version: int
    customer_id: Id | None = None
    kind: CustomerKind = "person"
    name: Text = Field("", max_length=60)
    take: list[str] = Field(default_factory=list, max_length=100)
    contact: bool = True
    opportunity: ConvertOpportunityIn | None = None

    def wish(self) -> Wish:
        """As the service takes it."""
        deal = self.opportunity
        return Wish(
            customer_id=self.customer_id,
            kind=self.kind,
            name=self.name,
            take=tuple(self.take),
            contact=self.contact,
            opportunity={name: getattr(deal, name) for name in deal.model_fields_set}
            if deal
            else None,
        )


def _field(one: law.Carried, seen: Picture, now: dict[str, Any]) -> ConvertField:
    target = one.target
    there = now.get(target.key) if target else None
    current = conversion.say(target, there) if target and there not in (None, "", []) else None
    return ConvertField(
        key=one.field.key,
        label=Bilingual(zh=one.field.zh, en=one.field.en),
        value=conversion.masked(one.field.key, seen.spoken[one.field.key]),
        target=target.key if target else None,
        target_label=Bilingual(zh=target.zh, en=target.en) if target else None,
        current=current,
        same=current is not None
        and current == conversion.masked(one.field.key, seen.spoken[one.field.key]),
    )


def preview_of(row: Lead, asked: ConvertAsked) -> ConvertPreview:
    """What converting would do, and who may be the same."""
    known, kind = conversion.target(row, asked.customer_id, asked.kind)
    seen = conversion.picture(row, kind)
    now = conversion.current_values(known.id) if known else {}
    notes, plans = conversion.kept(row.pk)
    named = row.company if kind == law.COMPANY and row.company else row.name
    return ConvertPreview(
        kind="company" if kind == law.COMPANY else "person",
        name=known.name if known else named,
        customer=Ref(id=known.id, name=known.name) if known else None,
        fields=[_field(one, seen, now) for one in seen.items],
        contact=_contact(row) if kind == law.COMPANY else None,
        look_alikes=[_alike(one) for one in conversion.look_alikes(row)],
        opportunity_title=f"{named}的商机"[:80],
        notes=notes,
        plans=plans,
    )


def _contact(row: Lead) -> ConvertContact:
    return ConvertContact(
        name=row.name, position=row.position, phone_masked=row.phone_masked, wechat=row.wechat
    )


def _alike(one: "customers.Duplicate") -> LookAlike:
    return LookAlike(
        id=one.customer_id,
        name=one.name,
        reasons=[sign.zh for sign in one.reasons],
        strength=one.strength,
    )
