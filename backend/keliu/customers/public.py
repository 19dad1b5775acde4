"""The front door of customers for the contexts above."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from keliu.customers import rules, selectors
from keliu.customers.models import Contact, Customer, Ownership, Pool
from keliu.customers.rules import HOT_FROM, Deeds
from keliu.customers.rules.pools import WITHOUT_END
from keliu.customers.selectors import falling, todo, veil
from keliu.customers.selectors.duplicates import Duplicate
from keliu.customers.selectors.judged import (
    bought,
    profiling_off,
    reachable,
    score_reasons,
    seen_since,
)
from keliu.customers.selectors.todo import is_birthday, with_birthday
from keliu.customers.services import (
    consents,
    contacts,
    details,
    summaries,
    wechat,
)
from keliu.customers.services.deeds import deeds_noted as note_deeds
from keliu.customers.services.duplicates import hints
from keliu.customers.services.pools.home import found_pool
from keliu.kit.errors import NotFound
from keliu.platform import records, sql

_Row = TypeVar("_Row", bound=models.Model)
READ = "customer.read"


@dataclass(frozen=True)
class CustomerCard:
    """A customer as neighbours see one."""

    id: int
    name: str
    owner_id: int | None
    department_id: int | None
    phone_masked: str
    avatar_url: str
    score: int
    visit_count: int
    last_visit_at: datetime | None
    kind: str = "person"


CARD = [one.name for one in fields(CustomerCard)]


def _card(row: Customer) -> CustomerCard:
    return CustomerCard(
        id=row.pk,
        name=row.name,
        owner_id=row.owner_id,
        department_id=row.department_id,
        phone_masked=row.phone_masked,
        avatar_url=row.avatar_url,
        score=row.score,
        visit_count=row.visit_count,
        last_visit_at=row.last_visit_at,
        kind=row.kind,
    )


def card(customer_id: int) -> CustomerCard:
    """One living customer, without asking who looks. Raises NotFound."""
    rows: QuerySet[Customer] = Customer.objects.filter(deleted_at__isnull=True)
    return _card(records.find(rows, customer_id))


def cards(customer_ids: Iterable[int | None]) -> dict[int, CustomerCard]:
    """Customers by id in one query, deleted ones included (history still names them)."""
    wanted = {one for one in customer_ids if one is not None}
    rows = Customer.objects.filter(pk__in=wanted).values_list(*CARD) if wanted else []
    return {row[0]: CustomerCard(*row) for row in rows}


def names(customer_ids: Iterable[int]) -> dict[int, str]:
    """Only the names, deleted customers included: for pages with thousands of them."""
    rows = Customer.objects.filter(sql.among("id", customer_ids))
    return dict(rows.values_list("id", "name"))


def gone_into(customer_id: int, merged_ids: Iterable[int]) -> list[CustomerCard]:
    """Those of `merged_ids` that are part of this customer now, as they were (undone ones not)."""
    rows = Customer.objects.filter(pk__in=list(merged_ids), merged_into_id=customer_id)
    return [_card(row) for row in rows.order_by("id")]


def find(customer_id: int, permission: str = READ) -> CustomerCard:
    """A living customer that the acting person's `permission` covers. Raises NotFound, InPool."""
    veil.assert_open(customer_id)
    return _card(records.find(selectors.reachable(permission), customer_id))


def reach(
    rows: "QuerySet[_Row]", permission: str, customer_path: str = "customer_id"
) -> "QuerySet[_Row]":
    """The rows whose customer lives and is covered by the acting person's `permission`."""
    ours = selectors.reachable(permission).values("id")
    return rows.filter(**{f"{customer_path}__in": ours})


def by_openid(appid: str, openid: str) -> int | None:
    """The living customer known by an openid of an app."""
    return wechat.by_openid(appid, openid)


def openids(customer_id: int) -> list[tuple[str, str]]:
    """(appid, openid) of everything a customer is known by at WeChat."""
    return wechat.openids(customer_id)


def by_openids(appid: str, given: Sequence[str]) -> dict[str, int]:
    """The living customers known by openids of one app."""
    return wechat.by_openids(appid, given)


def openid_link(customer_id: int, appid: str, openid: str) -> None:
    """A WeChat user is this customer. Raises NotFound, IdentityTaken."""
    wechat.openid_link(customer_id, appid, openid)


def openid_unlink(customer_id: int, appid: str, openid: str) -> None:
    """A WeChat user is not this customer after all. Raises NotFound."""
    wechat.openid_unlink(customer_id, appid, openid)


def wechat_forget(customer_id: int, appid: str) -> None:
    """Give up what came from WeChat through an app that the customer has left."""
    wechat.wechat_forget(customer_id, appid)


def hold(customer_id: int) -> CustomerCard:
    """Lock a customer until the transaction ends (before summing up its rows). Raises NotFound."""
    return _card(summaries.hold(customer_id))


def note_followup(customer_id: int, at: datetime | None, next_at: datetime | None) -> None:
    """Set when the last follow-up was and when the next is due; the score follows."""
    summaries.followup_noted(customer_id, at=at, next_at=next_at)


def note_visits(given: Mapping[int, tuple[datetime, int]]) -> set[int]:
    """Customers looked at something: {id: (last moment, new visits)}; the scores follow.

    Returns those who are there.
    """
    return summaries.visits_noted(given)


def note_deal(customer_id: int, state: str) -> None:
    """Set how far business is (none, open, won); the score follows."""
    summaries.deal_noted(customer_id, state)


def hold_for_papers(customer_id: int) -> None:
    """Lock a customer, deleted or not, before one of its contracts or orders is summed up."""
    summaries.wait_for(customer_id)


def note_orders(customer_id: int, count: int, total_fen: int, last_at: datetime | None) -> None:
    """Set how many orders a customer paid, what is left of the money, and when the last one was."""
    summaries.orders_noted(customer_id, count, total_fen, last_at)


def note_contract(customer_id: int, until: date | None) -> None:
    """Set until when a contract runs (WITHOUT_END: no last day; None: there is none)."""
    summaries.contract_noted(customer_id, until)


def has_birthday(customer_id: int) -> bool:
    """Whether anybody knows when a customer was born."""
    return Customer.objects.filter(pk=customer_id, birthday__isnull=False).exists()


def birthday_given(customer_id: int, day: date) -> None:
    """The customer said when they were born; what is known already stays."""
    Customer.objects.filter(pk=customer_id, birthday__isnull=True).update(birthday=day)


def came_by(customer_id: int, code_id: int | None) -> None:
    """Remember the card code that brought a customer, unless one is known already."""
    if code_id is not None:
        rows = Customer.objects.filter(pk=customer_id, source_code_id__isnull=True)
        rows.update(source_code_id=code_id)


def came(customer_id: int) -> tuple[int | None, datetime | None]:
    """(card code that brought a customer, when they became known)."""
    rows = Customer.objects.filter(pk=customer_id).values_list("source_code_id", "created_at")
    return rows.first() or (None, None)


def living(customer_id: int) -> int:
    """The id that a customer goes on under after merges; itself when it was never merged."""
    return selectors.followed(customer_id)


def living_all(customer_ids: Sequence[int]) -> dict[int, int]:
    """The same for many, by the id asked for."""
    return selectors.followed_all(customer_ids)


def contact_name(contact_id: int) -> str:
    """What a contact is called, removed ones included."""
    names = Contact.objects.filter(pk=contact_id).values_list("name", flat=True)
    return names.first() or ""


def contact_known(customer_id: int, fields: dict[str, str]) -> int:
    """Add somebody to talk to, unless the customer has one with that number or name; their id."""
    row = Customer.objects.get(pk=customer_id)
    known = contacts.alike(customer_id, fields["name"], fields.get("phone", ""))
    return known.pk if known else contacts.contact_create(row, dict(fields)).pk


def duplicates_of(values: Mapping[str, Any]) -> list[Duplicate]:
    """Who may be meant by name, phone, email, company, kind, region; the likeliest first."""
    return hints.duplicates_of(values)


def duplicates_of_many(rows: Sequence[Mapping[str, Any]]) -> list[list[Duplicate]]:
    """The same for many rows at once, with a fixed number of statements."""
    return hints.duplicates_of_many(rows)


# The same question about %(customer)s, %(merchant)s and %(purpose)s inside another statement.
AGREES = """EXISTS (SELECT 1 FROM customers_consent a
  JOIN customers_customer w ON w.merchant_id = a.merchant_id AND w.id = a.customer_id
  WHERE a.merchant_id = %(merchant)s AND a.customer_id = %(customer)s AND a.purpose = %(purpose)s
   AND a.withdrawn_at IS NULL AND w.deleted_at IS NULL)"""


def details_given(customer_id: int, given: dict[str, str], version: str, channel: str) -> None:
    """A customer hands over their own card, and agrees to that. Raises ConsentOutdated, Invalid."""
    row = Customer.objects.get(pk=customer_id)
    consents.consent_grant(row, purpose="exchange", version=version, channel=channel)
    details.details_given(row, given, how="exchange")


def details_taken_back(customer_id: int, given: dict[str, str]) -> None:
    """Remove what a customer gave once, where it is still what they gave."""
    details.details_taken_back(customer_id, given)


def has_consent(customer_id: int, purpose: str) -> bool:
    """Whether a customer agrees to `purpose` (radar, profile) now."""
    return selectors.live_consents(customer_id).filter(purpose=purpose).exists()


def consent_texts() -> tuple[str, list[rules.Purpose]]:
    """(version, purposes) that a visitor is asked to agree to."""
    return rules.CONSENT_VERSION, list(rules.PURPOSES.values())


def created_between(start: datetime, end: datetime, permission: str = READ) -> "QuerySet[Any]":
    """Customers added in [start, end) within the acting person's reach, for counting."""
    return selectors.created_between(start, end, permission)


def left_behind(since: datetime) -> "QuerySet[Any]":
    """Ids of customers whom somebody who left was looking after at `since` or later."""
    gone = Ownership.objects.filter(Q(until__isnull=True) | Q(until__gte=since))
    return gone.exclude(owner__state="active").values("customer_id")


def owned_by(staff_id: str, customer_id: str) -> "QuerySet[Any]":
    """For an outer query with these two columns: the customer, if it is that person's own."""
    return Customer.objects.filter(pk=models.OuterRef(customer_id)).filter(
        owner_id=models.OuterRef(staff_id)
    )


def created_by_day(
    start: datetime, end: datetime, timezone: str, permission: str = READ
) -> dict[date, int]:
    """How many customers were added on each local day of [start, end), within reach."""
    rows = selectors.created_between(start, end, permission)
    local = rows.annotate(day=TruncDate("created_at", tzinfo=ZoneInfo(timezone)))
    return dict(local.values_list("day").annotate(n=Count("id")).order_by("day"))


def hot(limit: int, permission: str = READ) -> list[CustomerCard]:
    """The warmest customers within reach, best first."""
    rows = selectors.reachable(permission).filter(score__gte=rules.HOT_FROM)
    return [_card(row) for row in rows.order_by("-score", "-id")[:limit]]


def hot_count(permission: str = READ) -> int:
    """How many warm customers are within reach."""
    return selectors.reachable(permission).filter(score__gte=rules.HOT_FROM).count()


@dataclass(frozen=True)
class Parting:
    """How an owner let go of a customer; `how` is return or fall."""

    customer_id: int
    owner_id: int
    until: datetime
    how: str
    reason: str


def parting(ownership_id: int) -> Parting:
    """How one ownership ended. Raises NotFound."""
    row = records.find(Ownership.objects.filter(until__isnull=False), ownership_id)
    until = row.until or row.since
    return Parting(row.customer_id, row.owner_id, until, row.end_how, row.reason)


def pool_name(pool_id: int) -> str:
    """What a pool is called, deleted ones included."""
    return Pool.objects.filter(pk=pool_id).values_list("name", flat=True).first() or ""


def falling_soon() -> int:
    """How many of the acting person's own customers fall into a pool soon."""
    return falling.soon_count(own=True)


def todo_contacts(start: datetime, end: datetime) -> "QuerySet[Customer]":
    """The acting person's customers whose next contact is set for [start, end)."""
    return todo.to_contact(start, end)


def todo_birthdays(first: date, days: int) -> "QuerySet[Customer]":
    """The acting person's customers with a birthday on one of `days` days."""
    return todo.birthdays(first, days)


def todo_silent(since: datetime) -> "QuerySet[Customer]":
    """The acting person's regulars whom nobody has followed up since then."""
    return todo.silent(since)


def todo_duplicates() -> "QuerySet[Any]":
    """Undecided pairs with one of the acting person's customers."""
    return todo.alike()


def todo_falling(
    cursor: str | None, limit: int | None
) -> tuple[list[tuple[Customer, datetime]], str | None]:
    """One page of the acting person's customers who fall into a pool soon, with the moment."""
    return todo.falling_soon(cursor, limit)


def todo_warm() -> "QuerySet[Customer]":
    """The acting person's customers who are interested now."""
    return todo.warm()


__all__ = [
    "HOT_FROM", "WITHOUT_END", "Customer", "CustomerCard", "Deeds", "Duplicate", "NotFound",
    "Parting", "birthday_given", "bought", "by_openid", "by_openids", "came", "came_by", "card",
    "cards", "consent_texts", "contact_known", "contact_name", "created_between",
    "created_by_day", "details_given", "details_taken_back", "duplicates_of",
    "duplicates_of_many", "falling_soon", "find", "found_pool", "has_birthday", "has_consent",
    "hold", "hold_for_papers", "hot", "hot_count", "is_birthday", "left_behind", "living",
    "note_contract", "note_deal", "note_deeds", "note_followup", "note_orders", "note_visits",
    "openid_link", "openid_unlink", "openids", "owned_by", "parting", "pool_name",
    "profiling_off", "reach", "reachable", "score_reasons", "seen_since", "todo_birthdays",
    "todo_contacts", "todo_duplicates", "todo_falling", "todo_silent", "todo_warm",
    "wechat_forget", "with_birthday",
]  # fmt: skip
