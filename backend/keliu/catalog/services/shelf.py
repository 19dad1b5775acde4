"""The shelf by the clock: what its time is past is taken down."""

from django.db import transaction
from django.db.models import F

from keliu.catalog.models import Product
from keliu.kit import clock
from keliu.platform import audit

ON, OFF = Product.State.ON, Product.State.OFF


@transaction.atomic
def take_down() -> int:
    """Turn off what ended; returns how many. Whoever gave it more time meanwhile is heard."""
    now = clock.now()
    over = Product.objects.alive().filter(state=ON, off_at__lte=now).order_by("id")
    done = 0
    for row in over.only("id", "name", "merchant"):
        standing = Product.objects.filter(pk=row.pk, state=ON, off_at__lte=now)
        if standing.update(state=OFF, version=F("version") + 1, updated_at=now):
            audit.record("product.take_down", "product", row.pk, row.name)
            done += 1
    return done
