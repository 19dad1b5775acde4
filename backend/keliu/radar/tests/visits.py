"""Visits as the digest leaves them, without waiting for it."""

from datetime import datetime
from typing import Any

from keliu.customers.models import Customer
from keliu.kit import clock, ids
from keliu.radar.models import Event, Visit
from keliu.radar.rules import did
from keliu.radar.services.partitions import ensure
from keliu.radar.tests.factories import Scene


def visit(stage: Scene, who: Customer, kind: str, at: datetime, **more: Any) -> Visit:
    """A visit that consists of one deed."""
    seller = stage.world.staff["小李"]
    row = Visit(
        customer=who, card_id=stage.code.card_id, code=stage.code, owner=seller,
        department_id=seller.department_id, started_at=at, last_at=at, last_kind=kind,
        did=did.mask([kind]), event_count=1, **more,
    )  # fmt: skip
    row.save(force_insert=True)
    at_ms = clock.to_ms(at)
    ensure(ids.at_ms(at_ms), ids.at_ms(at_ms))
    product = more.get("last_object_id")
    Event(
        id=ids.at_ms(at_ms) | row.pk & 1023, key=row.pk, visit_id=row.pk, customer_id=who.pk,
        card_id=row.card_id, code_id=row.code_id, kind=kind, at=at,
        object_kind="product" if product else None, object_id=product,
    ).save(force_insert=True)  # fmt: skip
    return row
