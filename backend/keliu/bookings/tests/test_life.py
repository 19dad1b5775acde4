"""From a free time to a check-in, and every way it may go otherwise."""

from datetime import timedelta
from typing import Any

import pytest

from keliu.bookings.models import BookedTime, Booking, Resource, Service, Waiting
from keliu.bookings.services import reminding, waiting
from keliu.bookings.tests.shop import Studio, Till, at, day
from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.platform.models import Merchant
from tests.cast import World

Row = dict[str, Any]


@pytest.fixture
def zhang(shop: Studio) -> Customer:
    return shop.customer()


def ask(shop: Studio, who: Customer, hour: int = 10, **more: Any) -> tuple[int, Any]:
    body = {"service_id": str(shop.nails.pk), "starts_at": clock.iso(at(hour)), **more}
    return shop.phone(who).post("/visitor/bookings", body)


def booked(shop: Studio, who: Customer, hour: int = 10, **more: Any) -> Row:
    status, row = ask(shop, who, hour, **more)
    assert status == 200, row
    return dict(row)


def change(shop: Studio, **fields: Any) -> None:
    with shop.world.inside():
        Service.objects.filter(pk=shop.nails.pk).update(**fields)


def test_a_customer_books_and_checks_in(shop: Studio, zhang: Customer) -> None:
    row = booked(shop, zhang, resource_id=str(shop.people["小李"].pk))
    assert (row["state"], row["resource"]["name"], len(row["code"])) == ("confirmed", "小李", 6)
    assert row["code_qr"].startswith("data:image/png")
    assert [note.moment for _, note in shop.notes] == ["made"]
    api = shop.world.api("小李")
    assert api.post("/bookings/check-in", {"code": row["code"]})[1]["code"] == "booking_not_today"
    with clock.frozen(at(9, 50)):
        status, here = api.post("/bookings/check-in", {"code": row["code"]})
    assert (status, here["state"]) == (200, "arrived")
    assert [one["name"] for one in here["resources"]] == ["小李", "1 号房"]
    path = f"/bookings/{row['id']}/done"
    status, done = api.post(path, {"version": here["version"]})
    assert (status, done["state"]) == (200, "done")
    assert [one["kind"] for one in done["history"]] == ["create", "arrive", "done"]
    _, line = api.get(f"/customers/{zhang.pk}/timeline")
    assert line["items"][0]["title"].startswith("预约:美甲")
    assert line["items"][0]["title"].endswith("已完成")


def test_what_is_taken_is_not_offered(shop: Studio, zhang: Customer) -> None:
    path = f"/services/{shop.nails.pk}/times?day={day()}"
    free = [one["at"] for one in shop.world.api("小李").get(path)[1]["items"]]
    assert [free[0], free[-1]] == [clock.iso(at(9)), clock.iso(at(17))]
    for _ in range(2):
        booked(shop, zhang)
    status, refused = ask(shop, zhang)
    assert (status, refused["code"]) == (409, "slot_taken")
    left = [one["at"] for one in shop.world.api("小李").get(path)[1]["items"]]
    # Ten minutes of cleaning up stand before and after.
    gone = {clock.iso(at(9, 0)), clock.iso(at(9, 30)), clock.iso(at(10)), clock.iso(at(10, 30)),
            clock.iso(at(11))}  # fmt: skip
    assert set(free) - set(left) == gone
    with shop.world.inside():
        assert BookedTime.objects.count() == 4


def test_rules_of_booking(shop: Studio, zhang: Customer) -> None:
    def code(**body: Any) -> str:
        return str(ask(shop, zhang, **body)[1]["code"])

    assert code(hour=20) == "outside_hours"
    assert code(starts_at=clock.iso(clock.now())) == "booking_too_soon"
    assert code(starts_at=clock.iso(at(10, ahead=60))) == "booking_too_far"
    assert ask(shop, zhang, people=2)[0] == 422
    change(shop, state="off")
    assert code() == "service_off"
    boss = shop.world.api("小李")
    body = {"service_id": str(shop.nails.pk), "customer_id": str(zhang.pk)}
    late = {**body, "starts_at": clock.iso(at(20))}
    assert boss.post("/bookings", late)[1]["code"] == "outside_hours"
    assert boss.post("/bookings", {**late, "anytime": True})[0] == 200
    with shop.world.inside():
        assert Booking.objects.count() == 1


def test_moving_frees_the_time_before(shop: Studio, zhang: Customer) -> None:
    row, phone = booked(shop, zhang), shop.phone(zhang)
    path = f"/visitor/bookings/{row['id']}/move"
    status, moved = phone.post(path, {"starts_at": clock.iso(at(10, 30)), "version": 1})
    assert (status, moved["version"], moved["moves_left"]) == (200, 2, 1)
    status, stale = phone.post(path, {"starts_at": clock.iso(at(14)), "version": 1})
    assert (status, stale["code"], stale["current"]["version"]) == (409, "stale", 2)
    assert phone.post(path, {"starts_at": clock.iso(at(14)), "version": 2})[0] == 200
    status, no = phone.post(path, {"starts_at": clock.iso(at(15)), "version": 3})
    assert (status, no["code"]) == (409, "move_too_late")
    with shop.world.inside():
        spans = {one.span.lower for one in BookedTime.objects.all()}
    assert spans == {at(14)}


def test_staff_drag_to_another_person(shop: Studio, zhang: Customer) -> None:
    row = booked(shop, zhang, resource_id=str(shop.people["小李"].pk))
    body = {
        "starts_at": clock.iso(at(11)), "resource_id": str(shop.people["小赵"].pk), "version": 1,
    }  # fmt: skip
    status, moved = shop.world.api("王总").post(f"/bookings/{row['id']}/move", body)
    assert (status, moved["resource"]["name"], moved["owner"]["name"]) == (200, "小赵", "小赵")
    assert shop.notes[-1][1].moment == "moved"
    assert shop.world.api("小李").get(f"/bookings/{row['id']}")[0] == 404


def test_cancelling_and_a_deposit(shop: Studio, zhang: Customer, till: Till) -> None:
    from keliu.bookings import public

    change(shop, deposit_fen=2_000)
    row = booked(shop, zhang)
    assert (row["state"], row["deposit"], row["deposit_fen"]) == ("pending", "due", 2_000)
    assert not shop.notes
    with shop.world.inside():
        public.deposit_paid(int(row["order_id"]))
    phone = shop.phone(zhang)
    _, paid = phone.get(f"/visitor/bookings/{row['id']}")
    assert (paid["state"], paid["deposit"]) == ("confirmed", "paid")
    body = {"reason": "有事", "version": paid["version"]}
    status, gone = phone.post(f"/visitor/bookings/{row['id']}/cancel", body)
    assert (status, gone["state"], gone["deposit"]) == (200, "cancelled", "refunded")
    assert till.back == {int(row["order_id"]): 2_000}
    with shop.world.inside():
        assert not BookedTime.objects.exists()


def test_too_late_the_deposit_stays(shop: Studio, zhang: Customer, till: Till) -> None:
    from keliu.bookings import public

    change(shop, deposit_fen=2_000)
    row, phone = booked(shop, zhang), shop.phone(zhang)
    with shop.world.inside():
        public.deposit_paid(int(row["order_id"]))
    path, body = f"/visitor/bookings/{row['id']}/cancel", {"version": 2}
    with clock.frozen(at(8)):
        change(shop, late_cancel="refuse")
        assert phone.post(path, body)[1]["code"] == "cancel_too_late"
        change(shop, late_cancel="keep")
        status, gone = phone.post(path, body)
    assert (status, gone["deposit"], till.back) == (200, "kept", {})


def test_nobody_pays_in_time(shop: Studio, zhang: Customer, till: Till) -> None:
    from keliu.bookings import public

    change(shop, deposit_fen=2_000)
    row = booked(shop, zhang)
    with shop.world.inside():
        public.deposit_closed(int(row["order_id"]))
        public.deposit_closed(int(row["order_id"]))
        gone = Booking.objects.get()
        assert (gone.state, gone.end_reason) == ("cancelled", "没有在时间内付定金")
        assert not BookedTime.objects.exists()


def test_no_show_and_its_undoing(shop: Studio, zhang: Customer) -> None:
    row, api = booked(shop, zhang), shop.world.api("王总")
    path = f"/bookings/{row['id']}"
    assert api.post(f"{path}/no-show", {"version": 1})[1]["code"] == "booking_not_today"
    with clock.frozen(at(10, 20)):
        assert api.post(f"{path}/no-show", {"version": 1})[1]["state"] == "no_show"
    assert api.get(path)[1]["missed"] == 1
    status, back = api.post(f"{path}/undo", {"version": 2})
    assert (status, back["state"]) == (200, "confirmed")
    with shop.world.inside():
        assert BookedTime.objects.count() == 2


def test_the_shop_says_yes(shop: Studio, zhang: Customer) -> None:
    change(shop, auto_confirm=False)
    row = booked(shop, zhang)
    assert (row["state"], shop.notes[-1][1].moment) == ("pending", "asked")
    api = shop.world.api("王总")
    status, sure = api.post(f"/bookings/{row['id']}/confirm", {"version": 1})
    assert (status, sure["state"], shop.notes[-1][1].moment) == (200, "confirmed", "confirmed")
    status, no = api.post(f"/bookings/{row['id']}/confirm", {"version": 2})
    assert (status, no["code"]) == (409, "booking_step")


def test_a_class_fills_up(shop: Studio, zhang: Customer) -> None:
    body = {"service_id": str(shop.yoga.pk), "starts_at": clock.iso(at(10))}
    phone = shop.phone(zhang)
    for people in (12, 8):
        assert phone.post("/visitor/bookings", {**body, "people": people})[0] == 200
    status, full = phone.post("/visitor/bookings", body)
    assert (status, full["code"]) == (409, "slot_taken")
    later = {**body, "starts_at": clock.iso(at(10, 30))}
    assert phone.post("/visitor/bookings", later)[1]["code"] == "slot_taken"  # the hall is busy


def test_the_waiting_list_fills_itself(shop: Studio, zhang: Customer) -> None:
    li = shop.customer("李叔", "小赵")
    rows = [booked(shop, zhang, hour) for hour in (10, 10)]
    wish = {
        "service_id": str(shop.nails.pk), "day": str(day()), "from_minute": 600, "to_minute": 601,
    }  # fmt: skip
    phone = shop.phone(li)
    assert phone.post("/visitor/waiting", {**wish, "to_minute": 1200})[1]["code"] == "not_full"
    assert phone.post("/visitor/waiting", wish)[0] == 200
    assert phone.post("/visitor/waiting", wish)[1]["code"] == "waiting_twice"
    _, mine = phone.get("/visitor/bookings")
    assert [one["service"]["name"] for one in mine["waiting"]] == ["美甲"]
    status, _ = shop.phone(zhang).post(f"/visitor/bookings/{rows[0]['id']}/cancel", {"version": 1})
    assert status == 200
    with shop.world.inside():
        waiting.freed(at(10))
        waiting.freed(at(10))
        assert Waiting.objects.get().state == "booked"
    _, mine = phone.get("/visitor/bookings")
    assert ([one["title"] for one in mine["coming"]], mine["waiting"]) == (["美甲"], [])
    assert shop.notes[-1][1].moment == "waiting"


def test_reminders_go_once(shop: Studio, zhang: Customer) -> None:
    booked(shop, zhang)
    counts = []
    with shop.world.inside():
        Booking.objects.update(created_at=clock.now() - timedelta(days=9))
        for hour in (1, 11, 11, 8, 8):
            moment = at(hour, ahead=2 if hour in {1, 11} else 3)
            with clock.frozen(moment):
                counts.append(reminding.remind())
    assert counts == [0, 1, 0, 1, 0]
    assert [n.moment for _, n in shop.notes] == ["made", "reminder24", "reminder2"]


def test_closed_days(shop: Studio, zhang: Customer) -> None:
    boss, path = shop.world.api("王总"), f"/services/{shop.nails.pk}/times?day={day()}"
    body = {"first_on": str(day()), "last_on": str(day()), "spans": [], "note": "盘点"}
    status, special = boss.post("/special-days", body)
    assert (status, boss.get(path)[1]["items"]) == (200, [])
    own = {**body, "resource_id": str(shop.people["小李"].pk), "spans": [[600, 720]]}
    assert boss.post("/special-days", own)[0] == 200
    for room in shop.rooms:
        boss.post("/special-days", {**own, "resource_id": str(room.pk)})
    found = [one["at"] for one in boss.get(path)[1]["items"]]
    assert found == [clock.iso(at(10)), clock.iso(at(10, 30)), clock.iso(at(11))]
    assert boss.delete(f"/special-days/{special['id']}")[0] == 204
    assert boss.post("/special-days", {**body, "spans": [[700, 600]]})[0] == 422


def test_nobody_else_sees_it(shop: Studio, zhang: Customer, next_door: World) -> None:
    row = booked(shop, zhang)
    other = shop.customer("李叔", "小孙")
    path = f"/visitor/bookings/{row['id']}"
    assert shop.phone(other).get(path)[0] == 404
    assert shop.phone(other).post(f"{path}/cancel", {"version": 1})[0] == 404
    assert next_door.api("老王").get(f"/bookings/{row['id']}")[0] == 404
    _, page = shop.world.api("小孙").get("/bookings")
    assert page["items"] == []
    with shop.world.inside():
        assert Booking.objects.get().state == "confirmed"
        assert Merchant.objects.get(pk=shop.world.merchant.pk).timezone == "Asia/Shanghai"


def test_a_neighbours_room_serves_nobody_here(shop: Studio, next_door: World) -> None:
    with next_door.inside():
        theirs = Resource.objects.create(name="隔壁的包间", kind="room")
    body = {"name": "染发", "minutes": 60, "parts": [[str(theirs.pk)]]}
    status, refused = shop.world.api("王总").post("/services", body)
    assert (status, refused["errors"][0]["field"]) == (422, "parts")
    with shop.world.inside():
        assert Service.objects.count() == 2
