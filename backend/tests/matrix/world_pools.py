"""The pools of both merchants, and customers who wait there."""

from collections.abc import Iterator
from typing import Any

from keliu.customers.models import Pool
from keliu.customers.services import customers
from keliu.customers.services.pools import home


def pools_of(place: Any, mark: str) -> Iterator[tuple[str, int]]:
    """(kind, id): the pool a merchant began with, another one, a customer in the first."""
    with place.inside():
        if mark:
            Pool.objects.filter(is_default=True).update(name=f"{mark}公海")
        yield "pool", home.default_id()
        other = Pool(name=f"{mark}沉睡")
        other.save(force_insert=True)
        yield "other_pool", other.pk
        row = customers.customer_create(fields={"name": f"{mark}等着的人"}, owner=None)
        yield "waiting", row.pk
