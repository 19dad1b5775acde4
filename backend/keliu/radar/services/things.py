"""What things are called that events are about: products, posts, services, pages, files."""

from collections import defaultdict
from collections.abc import Iterable

from keliu.catalog import public as catalog
from keliu.radar.models import SitePage
from keliu.radar.ports import Names, Ports
from keliu.radar.rules import kinds

Thing = tuple[str, int]


def _pages(ids: Iterable[int]) -> dict[int, str]:
    rows = SitePage.objects.filter(pk__in=list(ids)).values_list("id", "title", "path")
    return {one: title or path for one, title, path in rows}


def _asker(kind: str) -> Names | None:
    if kind == kinds.PRODUCT_OBJECT:
        return catalog.product_names
    return _pages if kind == kinds.PAGE_OBJECT else Ports.names.get(kind)


def names(things: Iterable[Thing]) -> dict[Thing, str]:
    """Names of things, one question per kind; what the merchant does not have is missing."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, identifier in things:
        wanted[kind].add(identifier)
    found: dict[Thing, str] = {}
    for kind, ids in wanted.items():
        ask = _asker(kind)
        named = ask(sorted(ids)) if ask else {}
        found |= {(kind, one): name for one, name in named.items()}
    return found
