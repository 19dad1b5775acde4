"""Codes: short public ways to a card, each counted on its own."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F

from keliu.accounts import public as accounts
from keliu.catalog import rules, selectors
from keliu.catalog.errors import TooManyCodes
from keliu.catalog.models import Card, CardCode
from keliu.kit import clock, ids, scope
from keliu.platform import audit, merchants, records, sql

ROUTE = "code"
OPENED = """INSERT INTO catalog_codeday AS d (id, merchant_id, code_id, day, opens)
 VALUES (%s, %s, %s, %s, 1)
 ON CONFLICT (merchant_id, code_id, day) DO UPDATE SET opens = d.opens + 1"""


def url_of(code: str) -> str:
    """The address inside the picture."""
    return f"{settings.BASE_URL}/s/{code}"


@dataclass(frozen=True)
class Way:
    """Where a code leads beyond its card, and whose forward it is."""

    share_id: int | None = None
    product_id: int | None = None
    shop: bool = False

    def query(self) -> str:
        """As the address has it, nothing first."""
        parts = {"p": self.product_id, "to": "shop" if self.shop else None, "s": self.share_id}
        return "&".join(f"{name}={value}" for name, value in parts.items() if value)


def way_url(code: str, way: Way) -> str:
    """The address of a code that leads to a product or the shop, or by a forward."""
    query = way.query()
    return url_of(code) + (f"?{query}" if query else "")


def png_url_of(code: str) -> str:
    return f"/files/code/{code}.png"


def _drawn() -> str:
    return "".join(secrets.choice(rules.ALPHABET) for _ in range(rules.CODE_LENGTH))


def code_create(card: Card, *, channel: str) -> CardCode:
    """A new code of `card`. Raises TooManyCodes."""
    if selectors.codes_of(card.pk).count() >= rules.MOST_CODES:
        raise TooManyCodes(most=rules.MOST_CODES)
    row = CardCode(card=card, channel=channel, code=_drawn())
    while not merchants.route_add(ROUTE, row.code, scope.current(), row.pk):
        row.code = _drawn()  # one in 128 billion: somebody has it already
    row.save(force_insert=True)
    audit.record("cardcode.create", "cardcode", row.pk, channel)
    return row


def code_update(
    row: CardCode, *, version: int, channel: str, current: Callable[[CardCode], Any]
) -> CardCode:
    """Give a code another channel name. Raises Stale."""
    return records.save_changes(row, version=version, changes={"channel": channel}, current=current)


def code_held(code_id: int, *, deleted: bool = False) -> CardCode:
    """A code that the acting person may change. Raises NotFound, Forbidden."""
    rows = selectors.codes_in_reach().filter(deleted_at__isnull=not deleted)
    row = records.find(rows, code_id)
    accounts.assert_may("card.write", row.card.owner_id, row.card.department_id)
    return row


def _count(code_id: int, column: str) -> None:
    CardCode.objects.filter(pk=code_id).update(**{column: F(column) + 1})


def count_open(code_id: int) -> None:
    """Somebody opened the code; nobody knows who. The day counts them too."""
    _count(code_id, "opens")
    day = clock.local_day(clock.now(), merchants.timezone())
    sql.do(OPENED, [ids.new(), scope.current(), code_id, day])


def count_visitor(code_id: int) -> None:
    """A known person came by this code for the first time."""
    _count(code_id, "visitors")


def count_customer(code_id: int) -> None:
    """A person became a customer by this code."""
    _count(code_id, "customers")
