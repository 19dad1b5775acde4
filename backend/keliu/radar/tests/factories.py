"""小李's card and its visitors."""

import itertools
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from keliu.accounts.public import Device, visitor_session
from keliu.catalog.models import CardCode, Product
from keliu.catalog.services import cards
from keliu.customers.models import Consent, Customer
from keliu.customers.services.pools import home
from keliu.kit import clock
from keliu.radar.models import AnonymousCount, Event, Interest, Share, Visit, Visitor
from keliu.radar.services import digest
from tests.cast import Api, World

ZONE = "Asia/Shanghai"
RESOLUTION = timedelta.resolution
_count = itertools.count()


def client_id(at: datetime) -> str:
    """A UUIDv7-like id as the tracker makes it: time first."""
    return f"{clock.to_ms(at):012x}7{secrets.token_hex(10)[:19]}"


def _a_moment_ago() -> datetime:
    now = clock.now()
    midnight, _ = clock.day_bounds(clock.local_day(now, ZONE), ZONE)
    ago = min(timedelta(seconds=30), now - midnight)
    return now - ago + timedelta(milliseconds=next(_count)) % (ago * 2 / 3 or RESOLUTION)


def event(kind: str, *, at: datetime | None = None, **fields: Any) -> dict[str, Any]:
    """One event a moment after the one before, half a minute ago, but never yesterday."""
    moment = at or _a_moment_ago()
    return {"id": client_id(moment), "kind": kind, "at": clock.iso(moment), **fields}


def looks(product: Product, *, dwell_ms: int = 0, **fields: Any) -> dict[str, Any]:
    """Looking at a product, or leaving it after a while."""
    kind = "product_leave" if dwell_ms else "product_view"
    return event(
        kind, object_kind="product", object_id=str(product.pk), dwell_ms=dwell_ms, **fields
    )


@dataclass
class Scene:
    """A merchant with 小李's published card, its code and two products."""

    world: World
    code: CardCode
    gift: Product
    tea: Product
    tokens: dict[int, str] = field(default_factory=dict)

    def send(
        self, events: list[Any], visitor: Customer | None = None, **more: Any
    ) -> tuple[int, dict[str, Any]]:
        """Post a batch, as a known visitor or as nobody."""
        api = Api(self.token(visitor) if visitor else None)
        answer = api.post("/radar/events", {"code": self.code.code, "events": events, **more})
        self.digest()
        return answer

    def digest(self) -> None:
        """What the worker does a moment after events came in."""
        with self.world.inside():
            while digest.run():
                pass

    def token(self, visitor: Customer) -> str:
        if visitor.pk not in self.tokens:
            self.tokens[visitor.pk] = visitor_session(
                merchant_id=self.world.merchant.pk,
                customer_id=visitor.pk,
                name=visitor.name,
                device=Device(),
            )
        return self.tokens[visitor.pk]

    def share(self, visitor: Customer | None, **fields: Any) -> tuple[int, dict[str, Any]]:
        """Prepare a forward of the card."""
        api = Api(self.token(visitor) if visitor else None)
        card = {"object_kind": "card", "object_id": str(self.code.card_id)}
        return api.post("/visitor/shares", {"code": self.code.code, **card, **fields})


def scene(world: World, who: str = "小李") -> Scene:
    """Set the stage."""
    with world.inside():
        gift, tea = Product(name="中秋礼盒", price_fen=19900), Product(name="明前龙井")
        gift.save(force_insert=True)
        tea.save(force_insert=True)
        card = cards.card_create(
            staff_id=world.staff[who].pk,
            fields={"product_ids": [gift.pk, tea.pk]},
            published=True,
        )
        return Scene(world, CardCode.objects.get(card=card), gift, tea)


def customer(world: World, name: str, *, agrees: bool = True) -> Customer:
    """Somebody who came by WeChat and agreed to the radar, or did not."""
    with world.inside():
        place = {"pool_id": home.default_id(), "pool_since": clock.now()}
        row = Customer(name=name, name_key=name, source="card", **place)
        row.save(force_insert=True)
        if agrees:
            Consent(
                customer=row, purpose="radar", text_version="1", text_hash="x", channel="h5"
            ).save(force_insert=True)
    return row


def rows(world: World) -> dict[str, int]:
    """How much there is of everything."""
    with world.inside():
        tables = (Event, Visit, Visitor, Interest, AnonymousCount, Share)
        return {table.__name__: table.objects.count() for table in tables}
