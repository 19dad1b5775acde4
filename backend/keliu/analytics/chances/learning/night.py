"""The night's work: `python -m keliu.analytics.chances.learning.night [merchant …]`.

A process of its own that ends when it is done, so that what it loads costs nobody memory by day.
Each step is a transaction; a merchant whose history breaks it is written down and left out.
"""

import logging
import os
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

log = logging.getLogger(__name__)
BATCH = 5000


def score_merchant(merchant_id: int) -> int:
    """Learn from one merchant's rows and write what follows; returns how many customers have it."""
    from keliu.analytics.chances import services
    from keliu.analytics.chances.learning import conclude
    from keliu.kit import clock
    from keliu.platform import merchants
    from keliu.platform.tenancy import merchant_scope

    with merchant_scope(merchant_id):
        now = clock.now()
        services.signals_refresh(now)
    with merchant_scope(merchant_id):
        found = conclude.conclude(now, merchants.timezone())
        found.learned["fifths"] = conclude.fifths_said(services.buyers(now))
        services.learned_keep(found.learned, now)
    rows, written = _rows(found), 0
    while batch := list(islice(rows, BATCH)):
        with merchant_scope(merchant_id):
            written += services.chances_write(batch, now)
    with merchant_scope(merchant_id):
        services.chances_drop(now)
    return written


def _rows(found: Any) -> Iterator[tuple[Any, ...]]:
    """(customer, buys, factors, alive, orders_90, year_fen), in the order of ids."""
    for one in sorted(found.buys.keys() | found.comes.keys()):
        yield (one, *found.buys.get(one, (None, [])), *found.comes.get(one, (None, None, None)))


def everybody() -> list[int]:
    """All merchants."""
    from keliu.platform.models import Merchant

    return list(Merchant.objects.order_by("id").values_list("id", flat=True))


def run(merchant_ids: list[int]) -> int:
    """All of them, one after the other; how many went wrong."""
    wrong = 0
    for merchant_id in merchant_ids or everybody():
        begun = time.monotonic()
        try:
            written = score_merchant(merchant_id)
        except Exception:
            log.exception("scores of merchant %s", merchant_id)
            wrong += 1
            continue
        took = time.monotonic() - begun
        log.info("merchant %s: %s customers in %.1f s", merchant_id, written, took)
    return wrong


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keliu.config.settings")
    django.setup()
    sys.exit(1 if run([int(one) for one in sys.argv[1:]]) else 0)
