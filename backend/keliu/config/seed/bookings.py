"""Bookings of the demo shops: what was, what is today, and who waits."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from keliu.accounts.models import Staff
from keliu.bookings.models import (
    BookedTime,
    Booking,
    BookingRules,
    BookingStep,
    Resource,
    Service,
    ServiceNeed,
    Waiting,
)
from keliu.bookings.rules import hours, states
from keliu.config.seed.world import World
from keliu.customers.models import Customer
from keliu.kit import clock, scope

PAST, AHEAD, BUYERS = 12, 6, 60
STARTS = (9 * 60, 10 * 60 + 30, 13 * 60, 14 * 60 + 30, 16 * 60)
REMARKS = ("", "", "", "第一次来", "带一位朋友", "想看新款", "请准备样品")
CLASS_AT = 19 * 60
COMPANY: tuple[dict[str, Any], ...] = (
    {"name": "礼品顾问咨询", "minutes": 60, "summary": "按预算和人数配一套方案,当场看样"},
    {"name": "礼盒定制打样", "minutes": 60, "summary": "选盒型、烫金、配茶,当场打样一份",
     "price_fen": 20_000, "deposit_fen": 5_000, "after_minutes": 15},
    {"name": "新茶品鉴会", "minutes": 90, "summary": "茶艺师带您喝六款新茶", "price_fen": 9_800,
     "group": True, "places": 12, "step_minutes": 60},
)  # fmt: skip
SHOP: tuple[dict[str, Any], ...] = (
    {"name": "果篮现场定制", "minutes": 30, "summary": "挑水果、选篮子、写贺卡"},
    {"name": "上门切果服务", "minutes": 60, "summary": "公司下午茶,现场切现场摆",
     "price_fen": 19_900,
     "notice_minutes": 1440},
    {"name": "亲子水果拼盘课", "minutes": 60, "summary": "周末带孩子来做一盘", "price_fen": 5_900,
     "group": True, "places": 8, "step_minutes": 60},
)  # fmt: skip


@dataclass
class Book:
    """Everything to be written, in order."""

    place: World
    dice: random.Random
    rows: list[Booking] = field(default_factory=list)
    taken: list[BookedTime] = field(default_factory=list)
    steps: list[BookingStep] = field(default_factory=list)
    codes: Iterator[int] = field(default_factory=lambda: iter(range(310_207, 999_999, 37)))

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.place.merchant.timezone)


def fill(place: World) -> None:
    """A few statements; runs inside the merchant's scope."""
    company = place.profile.mode == "company"
    dice = random.Random(79)  # noqa: S311  the same bookings in every demo
    evening = [[[9 * 60, 21 * 60]] for _ in range(7)]
    BookingRules.objects.create(
        merchant_id=scope.current(), week=evening, note="请提前 10 分钟到店,迟到 15 分钟请改期"
    )
    people, room, hall = _resources(place, company=company)
    services = [Service(position=at, **one) for at, one in enumerate(COMPANY if company else SHOP)]
    Service.objects.bulk_create(services)
    talk, work, lesson = services
    needs = {talk: [people], work: [people, [room]], lesson: [[hall]]}
    ServiceNeed.objects.bulk_create(
        ServiceNeed(service=one, resource=resource, part=at)
        for one, parts in needs.items()
        for at, part in enumerate(parts)
        for resource in part
    )
    buyers = list(
        Customer.objects.filter(deleted_at__isnull=True, owner__isnull=False, kind="person")
        .order_by("-last_visit_at", "-id")[:BUYERS]
    )  # fmt: skip
    if buyers:
        book = Book(place, dice)
        _days(book, people, (talk, work), room, buyers)
        _lessons(book, lesson, hall, buyers)
        _write(book)
        _waiting(book, lesson, buyers)


def _resources(place: World, *, company: bool) -> tuple[list[Resource], Resource, Resource]:
    staff: Sequence[Staff] = place.sellers[:3] if company else list(place.staff.values())[:1]
    people = [
        Resource(name=one.name, staff=one, position=at, intro="熟悉企业礼品" if company else "")
        for at, one in enumerate(staff)
    ]
    room = Resource(name="打样间" if company else "操作台", kind="room", position=7)
    hall = Resource(name="茶室" if company else "教室", kind="room", position=8)
    Resource.objects.bulk_create([*people, room, hall])
    return people, room, hall


def _days(
    book: Book, people: Sequence[Resource], services: tuple[Service, Service], room: Resource,
    buyers: Sequence[Customer],
) -> None:  # fmt: skip
    """Two thirds of the times of every person; the room serves one at a time."""
    today = book.place.calendar.day(0)
    for back in range(-AHEAD, PAST + 1):
        day, used = today - timedelta(days=back), set()
        for person in people:
            for minute in STARTS:
                if book.dice.random() > (0.66 if back >= 0 else 0.4):
                    continue
                rooms = minute not in used and book.dice.random() < 0.4
                service = services[1] if rooms else services[0]
                if rooms:
                    used.add(minute)
                parts = [person, room] if rooms else [person]
                start = hours.moment(day, minute, book.zone)
                _one(book, service, parts, start, book.dice.choice(buyers))


def _lessons(book: Book, lesson: Service, hall: Resource, buyers: Sequence[Customer]) -> None:
    today: date = book.place.calendar.day(0)
    for ahead, people in ((-6, 9), (1, 7), (4, lesson.places)):
        start = hours.moment(today + timedelta(days=ahead), CLASS_AT, book.zone)
        for seat, who in enumerate(buyers[: min(people, lesson.places)], start=1):
            _one(book, lesson, [hall], start, who, seat=seat)


def _one(
    book: Book, service: Service, parts: Sequence[Resource], start: datetime, who: Customer,
    *, seat: int = 1,
) -> None:  # fmt: skip
    """One booking with the time it takes and what happened to it."""
    end = start + timedelta(minutes=service.minutes)
    state = _state(book, start, end)
    made = min(start, book.place.calendar.now) - timedelta(days=book.dice.randint(1, 4), minutes=7)
    staff = parts[0].staff
    row = Booking(
        id=book.place.ids(made), service=service, customer=who, resource=parts[0],
        owner_id=staff.pk if staff else who.owner_id,
        department_id=staff.department_id if staff else who.department_id,
        title=service.name, starts_at=start, ends_at=end, price_fen=service.price_fen,
        code=f"{next(book.codes)}", state=state, remark=book.dice.choice(REMARKS),
        source="customer" if book.dice.random() < 0.7 else "staff", reminded=2,
        arrived_at=start if state in {states.ARRIVED, states.DONE} else None,
        ended_at=end if state in {states.DONE, states.NO_SHOW} else None,
        created_at=made, updated_at=max(made, min(end, book.place.calendar.now)),
    )  # fmt: skip
    book.rows.append(row)
    _steps(book, row, made)
    if state not in states.HOLDS:
        return
    session = f"{service.pk}@{int(start.timestamp())}" if service.group else ""
    span = DateTimeTZRange(start, end + timedelta(minutes=service.after_minutes))
    book.taken += [
        BookedTime(booking=row, resource=one, part=at, seat=seat, session=session, span=span)
        for at, one in enumerate(parts)
    ]


def _state(book: Book, start: datetime, end: datetime) -> str:
    now, luck = book.place.calendar.now, book.dice.random()
    if end < now:
        return states.NO_SHOW if luck < 0.06 else states.CANCELLED if luck < 0.12 else states.DONE
    if start < now:
        return states.ARRIVED
    return states.PENDING if luck < 0.08 else states.CONFIRMED


def _steps(book: Book, row: Booking, made: datetime) -> None:
    told = [("create", "预约了", made)]
    if row.state in {states.ARRIVED, states.DONE}:
        told.append(("arrive", "到店签到", row.starts_at))
    for state, kind, text in ((states.DONE, "done", "服务完成"),
                              (states.NO_SHOW, "no_show", "没有来,记为爽约"),
                              (states.CANCELLED, "cancel", "客户取消了预约")):  # fmt: skip
        if row.state == state:
            told.append((kind, text, row.ends_at))
    book.steps += [BookingStep(booking=row, kind=one, text=said, at=at) for one, said, at in told]


def _write(book: Book) -> None:
    Booking.objects.bulk_create(book.rows)
    BookedTime.objects.bulk_create(book.taken)
    BookingStep.objects.bulk_create(book.steps)


def _waiting(book: Book, lesson: Service, buyers: Sequence[Customer]) -> None:
    """Two people wait for the full class."""
    day = clock.local_day(book.place.calendar.now, str(book.zone)) + timedelta(days=4)
    Waiting.objects.bulk_create(
        Waiting(
            service=lesson, customer=who, day=day, owner_id=who.owner_id,
            department_id=who.department_id, from_minute=CLASS_AT, to_minute=CLASS_AT + 60,
        )
        for who in buyers[lesson.places : lesson.places + 2]
    )  # fmt: skip
