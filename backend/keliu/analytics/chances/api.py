"""Portraits, whom to contact today, and who came back."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.analytics import rules
from keliu.analytics.chances import contacts, retention, schemas, selectors
from keliu.radar import public as radar

router = Router(tags=["portraits"])


@router.get("/customers/{customer_id}/portrait", response=schemas.PortraitOut)
@accounts.staff("customer.read")
def customer_portrait(request: HttpRequest, customer_id: int) -> schemas.PortraitOut:
    """What one customer looked at, when, how they came, what they are worth, what comes next.

    Looking is a line of the log. Guesses are last night's; each says what it rests on.
    """
    found = selectors.portrait(customer_id)
    if found.trail is not None:
        radar.trail_seen(found.customer.pk)
    return schemas.PortraitOut.of(found)


@router.get("/contacts-today", response=schemas.ContactList)
@accounts.staff("customer.read")
def contacts_today(
    request: HttpRequest, asked: Query[schemas.ContactsAsked]
) -> schemas.ContactList:
    """Whom to contact today, and why; the points of the reasons are the order."""
    at = contacts.today(everybody=asked.scope == "all")
    found = contacts.to_contact(at)
    rows = contacts.cards_of(found)
    items = [schemas.ContactRow.of(one, rows[one.customer_id]) for one in found]
    return schemas.ContactList(day=at.day, items=items)


@router.get("/reports/retention", response=schemas.RetentionOut)
@accounts.staff(rules.REPORT)
def report_retention(
    request: HttpRequest, asked: Query[schemas.RetentionAsked]
) -> schemas.RetentionOut:
    """First-time buyers by month and how many came back; several orders of a day are one."""
    return retention.retention(asked.months)
