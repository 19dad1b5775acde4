"""The share tree: picture, best spreaders, the people behind a figure, one customer's path."""

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.analytics.spread import schemas, services

router = Router(tags=["spread"])
READ = "radar.read"


@router.get("/spread/graph", response=schemas.SpreadOut)
@accounts.staff(READ)
def spread_graph(request: HttpRequest, asked: Query[schemas.SpreadAsked]) -> accounts.Body:
    """Who brought whom by forwards opened on these days, with figures of the same days.

    Each place has its own figures and those of everybody below it; one's own openings, robots,
    later forwards to the same person and circles are left out and counted.
    """
    return accounts.Body(services.graph(asked))


@router.get("/spread/spreaders", response=schemas.Spreaders)
@accounts.staff(READ)
def spread_spreaders(
    request: HttpRequest, asked: Query[schemas.SpreadersAsked]
) -> schemas.Spreaders:
    """The customers who brought most, by people, new people, visits, orders or money."""
    return services.spreaders(asked)


@router.get("/spread/people", response=schemas.SpreadPeople)
@accounts.staff(READ)
def spread_people(
    request: HttpRequest, asked: Query[schemas.SpreadFilters]
) -> schemas.SpreadPeople:
    """The customers below `root`; their own figures add up to what the place shows as below."""
    return services.people(asked)


@router.get("/spread/customers/{customer_id}", response=schemas.SpreadPath)
@accounts.staff(READ)
def spread_path(request: HttpRequest, customer_id: int) -> schemas.SpreadPath:
    """Through whose hands one customer came."""
    return services.path(customer_id)
