"""How services, resources and bookings are used rightly."""

from typing import Any

from tests.matrix.samples import (
    BOSS,
    Sample,
    _one,
    _restore,
    an,
    code,
    fixed,
    linked,
    versioned,
)
from tests.matrix.world import MatrixWorld
from tests.matrix.world_bookings import full_day, ten

WEEK = [[[540, 1080]]] * 7


def _booking_code(world: MatrixWorld) -> str:
    return world.codes["booking"]


def _mine(**more: Any) -> Sample:
    """The visitor's own booking."""
    return Sample(path={"booking_id": "own_booking"}, actor="visitor", owned=False, **more)


BOOKINGS = {
    "service_list": Sample(),
    "service_create": Sample(
        body=linked(name="染发", minutes=90, parts=lambda w: [[w.id("resource")]]),
        body_ids={"picture_id": "file", "product_id": "product"},
        **BOSS,
    ),
    "service_get": _one("service", owned=False),
    "service_update": _one("service", body=versioned("service", name="改名"), **BOSS),
    "service_delete": Sample(path={"service_id": "service"}, also=(409,), **BOSS),
    "service_restore": _restore("service", "王总", owned=False),
    "service_times": _one("service", query={"day": ten()[:10]}, owned=False),
    "resource_list": Sample(),
    "resource_create": Sample(
        body=linked(name="小美", staff_id=an("staff")),
        body_ids={"staff_id": "staff", "picture_id": "file"},
        **BOSS,
    ),
    "resource_get": _one("resource", owned=False),
    "resource_update": _one("resource", body=versioned("resource", week=WEEK), **BOSS),
    "resource_delete": _one("resource", also=(409,), **BOSS),
    "resource_restore": _restore("resource", "王总", owned=False),
    "booking_rules_get": Sample(),
    "booking_rules_update": Sample(body=fixed(holidays="closed", version=1), **BOSS),
    "special_day_list": Sample(query={"first": full_day(1), "last": full_day(60)}),
    "special_day_create": Sample(
        body=linked(first_on=full_day(9), last_on=full_day(9), resource_id=an("resource")),
        body_ids={"resource_id": "resource"},
        **BOSS,
    ),
    "special_day_delete": _one("special_day", **BOSS),
    "holiday_list": Sample(query={"year": 2026}),
    "booking_list": Sample(
        query_ids={
            "service": "service",
            "resource": "resource",
            "customer": "customer",
            "owner": "staff",
        }
    ),
    "booking_calendar": Sample(
        query={"first": full_day(0), "last": full_day(6)}, query_ids={"resource": "resource"}
    ),
    "booking_create": Sample(
        body=linked(
            service_id=an("service"), customer_id=an("customer"), starts_at=ten(), anytime=True
        ),
        body_ids={"service_id": "service", "customer_id": "customer", "resource_id": "resource"},
    ),
    "booking_check_in": Sample(body=linked(code=_booking_code), also=(404,)),
    "booking_get": _one("booking"),
    "booking_update": _one("booking", body=versioned("booking", staff_note="喜欢靠窗")),
    "booking_move": _one("booking", body=versioned("booking", starts_at=ten(3), anytime=True)),
    "booking_confirm": _one("booking", body=versioned("booking"), also=(409,)),
    "booking_arrive": _one("booking", body=versioned("booking")),
    "booking_done": _one("booking", body=versioned("booking")),
    "booking_no_show": _one("booking", body=versioned("booking"), also=(409,)),
    "booking_undo": _one("booking", body=versioned("booking"), also=(409,)),
    "booking_cancel": _one("booking", body=versioned("booking", reason="店里有事")),
    "waiting_list": Sample(query_ids={"service": "service", "customer": "customer"}),
    "waiting_create": Sample(
        body=linked(
            service_id=an("full_service"), customer_id=an("customer"), day=full_day(6)
        ),
        body_ids={
            "service_id": "service", "customer_id": "customer", "resource_id": "resource",
        },
    ),
    "waiting_leave": Sample(path={"waiting_id": "waiting_entry"}, body=fixed()),
    "public_services": Sample(words={"code": code()}),
    "public_times": _one("service", words={"code": code()}, owned=False),
    "visitor_booking_list": Sample(actor="visitor"),
    "visitor_booking_create": Sample(
        body=linked(service_id=an("service"), starts_at=ten()),
        body_ids={"service_id": "service", "resource_id": "resource"},
        actor="visitor",
    ),
    "visitor_booking_get": _mine(),
    "visitor_booking_move": _mine(body=versioned("own_booking", starts_at=ten(3)), also=(409,)),
    "visitor_booking_cancel": _mine(body=versioned("own_booking")),
    "visitor_waiting_create": Sample(
        body=linked(service_id=an("full_service"), day=full_day(7)),
        body_ids={"service_id": "service", "resource_id": "resource"},
        actor="visitor",
    ),
    "visitor_waiting_leave": Sample(
        path={"waiting_id": "own_waiting"}, body=fixed(), actor="visitor", owned=False
    ),
}  # fmt: skip
