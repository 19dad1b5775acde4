"""渠道码: what each code brings, and the people behind the figures."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.analytics import rules as report
from keliu.analytics.codes import rules, selectors
from keliu.analytics.codes.schemas import (
    CodeLine,
    CodePeopleAsked,
    CodePerson,
    CodesAsked,
    CodesOut,
    CodeSums,
)
from keliu.catalog import public as catalog
from keliu.catalog.public import CodeFace
from keliu.kit import actor, clock
from keliu.kit.paging import Sort
from keliu.platform import lists
from keliu.platform.wire import Page, Ref

router = Router(tags=["codes"])
SORT = Sort("-created_at", "created_at", descending=True, kind="time")


@router.get("/code-report", response=CodesOut)
@accounts.staff("card.read")
def code_report(request: HttpRequest, asked: Query[CodesAsked]) -> CodesOut:
    """Scans, visitors, customers, opportunities and sales of every code within reach.

    Customers are those who became known by the code on these days, opportunities are theirs; sales
    are the orders of these days that the code brought.
    """
    span = asked.span()
    me = actor.current().staff_id
    staff = me if asked.staff == "me" else lists.id_filter(asked.staff)
    codes = catalog.codes_within_reach(staff)
    found = selectors.sums(span, [one.id for one in codes])
    names = accounts.names({one.owner_id for one in codes})
    minis, moments = catalog.mini_urls_of(one.code for one in codes), span.moments
    items = [_line(one, found[one.id], names, minis, moments) for one in codes]
    return CodesOut(total=CodeSums.of(rules.added(found.values())), items=items)


def _line(
    one: CodeFace,
    sums: rules.Sums,
    names: dict[int, str],
    minis: dict[str, str],
    moments: tuple[datetime, datetime],
) -> CodeLine:
    start, end = map(clock.iso, moments)
    page = report.sales_drill(start, end, {"code": str(one.id)}, narrowed=False)[1]
    return CodeLine(
        **asdict(sums),
        id=one.id,
        code=one.code,
        channel=one.channel,
        card=Ref(id=one.card_id, name=one.card_name),
        staff=Ref(id=one.owner_id, name=names.get(one.owner_id, "")),
        url=catalog.url_of(one.code),
        png_url=catalog.png_url_of(one.code),
        mini_png_url=minis.get(one.code),
        orders_page=page,
    )


@router.get("/code-report/people", response=Page[CodePerson])
@accounts.staff("customer.read")
def code_people(request: HttpRequest, asked: Query[CodePeopleAsked]) -> Page[CodePerson]:
    """The customers behind a figure of a code: exactly as many as it says."""
    wanted = lists.id_filter(asked.code)
    codes = [one.id for one in catalog.codes_within_reach() if wanted in {None, one.id}]
    rows = selectors.people(asked.span(), codes, asked.what)
    sort = lists.choose((SORT,), asked.sort)
    found, following = lists.page(rows, sort, cursor=asked.cursor, limit=asked.limit)
    total = rows.count() if asked.total else None
    return Page[CodePerson](items=_people(found), next=following, total=total)


def _people(found: list[Any]) -> list[CodePerson]:
    names = accounts.names({row.owner_id for row in found if row.owner_id})
    deals = selectors.deals_of([row.pk for row in found])
    return [
        CodePerson(
            id=row.pk,
            name=row.name,
            owner=Ref(id=row.owner_id, name=names.get(row.owner_id, "")) if row.owner_id else None,
            opportunities=deals.get(row.pk, 0),
            created_at=row.created_at,
        )
        for row in found
    ]
