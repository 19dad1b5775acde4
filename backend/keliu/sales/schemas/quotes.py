"""Shapes of quotes."""

from datetime import date
from typing import Any

from pydantic import Field

from keliu.accounts import public as accounts
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, Wire
from keliu.sales.models import Opportunity, Quote
from keliu.sales.rules import lines as law
from keliu.sales.schemas.enclosures import Enclosure
from keliu.sales.schemas.lines import LineIn, LineOut, plain
from keliu.sales.services import quote_links

VERBS = ["quote.write"]


def deal_ref(row: Opportunity | None) -> Ref | None:
    """An opportunity by reference."""
    return Ref(id=row.pk, name=row.title) if row else None


class QuoteRow(Wire):
    id: Id
    number: str
    revision: int
    title: str
    customer: Ref
    opportunity: Ref | None
    owner: Ref | None
    state: str
    replaced: bool
    amount_fen: int
    valid_until: date | None
    created_at: Moment
    updated_at: Moment
    version: int

    @staticmethod
    def columns(row: Quote) -> dict[str, Any]:
        """What a row shows, from one with customer, opportunity and owner joined."""
        return {
            "id": row.pk,
            "number": row.number,
            "revision": row.revision,
            "title": row.title,
            "customer": row.customer,
            "opportunity": deal_ref(row.opportunity),
            "owner": row.owner,
            "state": row.state,
            "replaced": row.replaced,
            "amount_fen": row.amount_fen,
            "valid_until": row.valid_until,
            "created_at": row.created_at,
            "updated_at": row.updated_at,
            "version": row.version,
        }


class QuoteOut(QuoteRow):
    """`lines_fen` is the sum before the reduction and the tax.

    `link` opens the quote for the customer; a draft and a replaced one have none.
    """

    lines: list[LineOut]
    lines_fen: int
    reduction_fen: int
    tax_rate: int
    tax_fen: int
    note: str
    files: list[Enclosure]
    link: str
    sent_at: Moment | None
    answered_at: Moment | None
    can: list[str]
    deleted_at: Moment | None

    @staticmethod
    def of(row: Quote) -> "QuoteOut":
        deal = row.opportunity_id
        return QuoteOut(
            **QuoteRow.columns(row),
            lines=[LineOut(**line) for line in row.lines],
            lines_fen=law.total(row.lines),
            reduction_fen=row.reduction_fen,
            tax_rate=row.tax_rate,
            tax_fen=row.tax_fen,
            note=row.note,
            files=Enclosure.all(row.file_ids),
            link=quote_links.url_of(row),
            sent_at=row.sent_at,
            answered_at=row.answered_at,
            can=accounts.can(row.owner_id, row.department_id, VERBS, "opportunity", deal),
            deleted_at=row.deleted_at,
        )


Fen = Field(0, ge=0, le=law.MOST_FEN)


class QuoteIn(Asked):
    customer_id: Id
    opportunity_id: Id | None = None
    owner_id: Id | None = None
    title: Text = Field(min_length=1, max_length=80)
    lines: list[LineIn] = Field(default=[], max_length=100)
    reduction_fen: int = Fen
    tax_rate: int = Field(0, ge=0, le=100)
    valid_until: date | None = None
    note: Text = Field("", max_length=2000)

    def given(self) -> dict[str, Any]:
        """As the service takes it."""
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return {**values, "lines": plain(self.lines)}


class QuotePatch(Asked):
    title: Text | None = Field(None, min_length=1, max_length=80)
    lines: list[LineIn] | None = Field(None, max_length=100)
    reduction_fen: int | None = Field(None, ge=0, le=law.MOST_FEN)
    tax_rate: int | None = Field(None, ge=0, le=100)
    valid_until: date | None = None
    note: Text | None = Field(None, max_length=2000)
    version: int

    def given(self) -> dict[str, Any]:
        """What was really sent; only the day can be emptied."""
        sent = {name: getattr(self, name) for name in self.model_fields_set - {"version"}}
        if self.lines is not None:
            sent["lines"] = plain(self.lines)
        return {k: v for k, v in sent.items() if v is not None or k == "valid_until"}


class QuotesAsked(ListAsked):
    """`owner` may be `me`."""

    state: str | None = None
    owner: str | None = None
    customer: str | None = None
    opportunity: str | None = None
