"""A nail studio for the tests: 小李 and 小赵 do nails in two rooms; yoga has twenty places."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from keliu.accounts.public import Device, visitor_session
from keliu.bookings.models import Resource, Service, ServiceNeed
from keliu.bookings.ports import Note, Ports
from keliu.bookings.rules import hours
from keliu.customers.models import Customer
from keliu.kit import clock
from tests.cast import Api, World

ZONE = ZoneInfo("Asia/Shanghai")


def day(ahead: int = 3) -> date:
    """A day some days from now, by the shop's clock."""
    return clock.local_day(clock.now(), str(ZONE)) + timedelta(days=ahead)


def at(hour: int, minute: int = 0, ahead: int = 3) -> datetime:
    """A moment of that day."""
    return hours.moment(day(ahead), hour * 60 + minute, ZONE)


@dataclass
class Till:
    """Deposits without a bank (the port `Deposits`)."""

    open: dict[int, int] = field(default_factory=dict)
    back: dict[int, int] = field(default_factory=dict)
    finished: list[int] = field(default_factory=list)
    paid: set[int] = field(default_factory=set)

    def ready(self) -> bool:
        return True

    def place(self, *, booking_id: int, fen: int, **_: Any) -> int:
        self.open[booking_id + 1] = fen
        return booking_id + 1

    def cancel(self, order_id: int) -> bool:
        return self.open.pop(order_id, None) is not None and order_id not in self.paid

    def give_back(self, order_id: int, fen: int, reason: str) -> None:
        self.back[order_id] = self.back.get(order_id, 0) + fen

    def finish(self, order_id: int) -> None:
        self.finished.append(order_id)


@dataclass
class Studio:
    """The shop with what it offers, and what its customers were told."""

    world: World
    nails: Service
    yoga: Service
    people: dict[str, Resource]
    rooms: list[Resource]
    notes: list[tuple[int, Note]] = field(default_factory=list)

    def customer(self, name: str = "张阿姨", owner: str = "小李") -> Customer:
        """A customer of one colleague."""
        staff = self.world.staff[owner]
        with self.world.inside():
            row: Customer = Customer.objects.create(
                name=name, name_key=name, owner=staff, department_id=staff.department_id
            )
        return row

    def phone(self, customer: Customer) -> Api:
        """The customer's own phone."""
        token = visitor_session(
            merchant_id=self.world.merchant.pk,
            customer_id=customer.pk,
            name=customer.name,
            device=Device("127.0.0.1", "phone"),
        )
        return Api(token)


def _serve(service: Service, parts: Sequence[Sequence[Resource]]) -> None:
    ServiceNeed.objects.bulk_create(
        ServiceNeed(service=service, resource=one, part=at)
        for at, part in enumerate(parts)
        for one in part
    )


def studio(world: World) -> Studio:
    """Open the shop: nine to six every day; nails take an hour and ten minutes to clean up."""
    with world.inside():
        people = {
            name: Resource.objects.create(name=name, staff=world.staff[name], position=nth)
            for nth, name in enumerate(("小李", "小赵"))
        }
        rooms = [Resource.objects.create(name=f"{nth} 号房", kind="room") for nth in (1, 2)]
        hall = Resource.objects.create(name="瑜伽厅", kind="room")
        nails = Service.objects.create(
            name="美甲", minutes=60, after_minutes=10, price_fen=12_800, cancel_hours=24
        )
        yoga = Service.objects.create(
            name="瑜伽课", minutes=60, step_minutes=60, group=True, places=20
        )
        _serve(nails, [list(people.values()), rooms])
        _serve(yoga, [[hall]])
    shop = Studio(world, nails, yoga, people, rooms)

    def heard(customer_id: int, note: Note) -> bool:
        shop.notes.append((customer_id, note))
        return True

    Ports.tell_customer = staticmethod(heard)
    return shop
