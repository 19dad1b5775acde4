"""Joining, buying, paying in, spending, correcting, freezing: every fen and point accounted for."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.membership.errors import (
    BalanceShort,
    MemberFrozen,
    PointsShort,
    TopUpByBalance,
    TopUpSpent,
)
from keliu.membership.models import Member, PointEntry, TopUp
from keliu.membership.selectors import members as questions
from keliu.membership.services import daily, members, rewards, spending, top_ups
from keliu.membership.tests.member_cast import (
    RULES,
    adds_up,
    bought,
    levels,
    member_of,
    phone_of,
    plan,
)
from keliu.orders import public as orders
from keliu.orders.ports import OfferLine
from keliu.orders.services import steps
from keliu.sales.tests.factories import acting_as, add_customer
from tests.cast import World


def again(world: World, member: Member) -> Member:
    with world.inside():
        row = Member.objects.select_related("level").get(pk=member.pk)
        adds_up(row)
    return row


def test_a_customer_joins_on_the_phone_and_pays_less(club: World) -> None:
    customer = add_customer(club, "李姐", "小李")
    phone = phone_of(club, customer)
    before = phone.get("/visitor/member")[1]
    assert before["active"]
    assert before["card"] is None
    status, mine = phone.post("/visitor/member", {"birthday": "1980-05-03"})
    assert status == 200, mine
    assert mine["card"]["points"] == 50
    assert mine["card"]["level"]["name"] == "会员"
    assert mine["card"]["qr"].startswith("data:image/png")
    assert mine["birthday_known"]
    assert phone.post("/visitor/member", {})[1]["card"]["code"] == mine["card"]["code"]
    with club.inside():
        assert PointEntry.objects.count() == 1


def test_a_shop_without_members_says_so(far_sail: World) -> None:
    customer = add_customer(far_sail, "李姐", "小李")
    phone = phone_of(far_sail, customer)
    assert phone.get("/visitor/member")[1]["active"] is False
    assert phone.post("/visitor/member", {})[1]["code"] == "members_off"


def test_a_done_order_brings_points_and_the_next_level(club: World, zhang: Member) -> None:
    order = bought(club, zhang.customer_id, 100_000)
    with club.inside():
        rewards.order_done(order)
        rewards.order_done(order)  # told twice, counted once
    row = again(club, zhang)
    assert (row.points, row.growth) == (1_050, 1_000)
    assert row.level is not None
    assert row.level.name == "金卡"
    second = bought(club, zhang.customer_id, 10_000)
    with club.inside():
        rewards.order_done(second)
    assert again(club, zhang).points == 1_050 + 150


def test_a_refund_takes_back_its_share(club: World, zhang: Member) -> None:
    order = bought(club, zhang.customer_id, 100_000)
    with club.inside():
        rewards.order_done(order)
        steps.refunded(order, fen=25_000, refund_id=1)
        rewards.order_refunded(order, 1)
        rewards.order_refunded(order, 1)
    row = again(club, zhang)
    assert (row.points, row.growth) == (800, 750)
    assert row.level is not None
    assert row.level.name == "会员"
    with club.inside():
        steps.refunded(order, fen=75_000, refund_id=2)
        rewards.order_refunded(order, 2)
    assert again(club, zhang).points == 50


def test_points_that_are_spent_are_not_asked_for_again(club: World, zhang: Member) -> None:
    order = bought(club, zhang.customer_id, 10_000)
    with club.inside():
        rewards.order_done(order)
        used = orders.place_plain("cashier", zhang.customer_id, "收银", 500)
        spending.points_spend(used.pk, OfferLine("points", None, "", 120, 120))
        steps.refunded(order, fen=10_000, refund_id=1)
        rewards.order_refunded(order, 1)
    assert again(club, zhang).points == 0


def test_a_stranger_who_buys_becomes_a_member(club: World) -> None:
    customer = add_customer(club, "新客", "小李")
    order = bought(club, customer.pk, 10_000)
    with club.inside():
        rewards.order_done(order)
        row = Member.objects.get(customer_id=customer.pk)
        assert row.points == 150
        adds_up(row)


def test_points_pay_for_half_and_come_back(club: World, zhang: Member) -> None:
    with club.inside():
        assert spending.offer(zhang.customer_id, None, 10_000, 5_000) == []  # fewer than the least
    with acting_as(club, "王总"):
        one = questions.find(zhang.pk)
        members.correct(one, members.Correction("points", 2_950, "补登"))
    with club.inside():
        (line,) = spending.offer(zhang.customer_id, None, 4_000, 9_999)
        assert (line.fen, line.count) == (2_000, 2_000)
        (choice,) = spending.choices(zhang.customer_id, None, 4_000)
        assert (choice.most, choice.available) == (2_000, 3_000)
        order = orders.place_plain("cashier", zhang.customer_id, "收银", 2_000)
        spending.points_spend(order.pk, line)
        assert again(club, zhang).points == 1_000
        other = orders.place_plain("cashier", zhang.customer_id, "收银", 2_000)
        with pytest.raises(PointsShort):
            spending.points_spend(other.pk, line)
        spending.points_give_back(order.pk, line)
        spending.points_give_back(order.pk, line)
    assert again(club, zhang).points == 3_000


class Thing:
    def __init__(self, price: int, member_price: int | None) -> None:
        self.price_fen, self.member_price_fen = price, member_price


def test_levels_and_member_prices(club: World, zhang: Member) -> None:
    things: dict[int, Any] = {1: Thing(1_000, 800), 2: Thing(1_000, None), 3: Thing(10, 10)}
    with club.inside():
        assert spending.member_prices(zhang.customer_id, things) == {1: 800}
        assert spending.member_prices(None, things) == {}
        Member.objects.filter(pk=zhang.pk).update(level=levels(club)["金卡"])
        assert spending.member_prices(zhang.customer_id, things) == {1: 800, 2: 900, 3: 9}
        Member.objects.filter(pk=zhang.pk).update(state="frozen")
        assert spending.member_prices(zhang.customer_id, things) == {}


def test_paying_in_at_the_counter(club: World, zhang: Member) -> None:
    body = {"plan_id": str(plan(club).pk), "method": "cash", "note": "现金"}
    status, made = club.api("王总").post(f"/members/{zhang.pk}/top-ups", body)
    assert status == 200, made
    assert made["state"] == "paid"
    row = again(club, zhang)
    assert (row.balance_fen, row.gift_fen, row.points) == (12_000, 2_000, 80)
    free = {"pay_fen": 500}
    assert club.api("王总").post(f"/members/{zhang.pk}/top-ups", free)[0] == 200
    assert again(club, zhang).balance_fen == 12_500
    assert club.api("王总").post(f"/members/{zhang.pk}/top-ups", {})[0] == 422
    assert club.api("小李").post(f"/members/{zhang.pk}/top-ups", body)[0] == 403


def test_paying_in_on_the_phone_waits_for_the_money(club: World, zhang: Member) -> None:
    with club.inside():
        customer = Customer.objects.get(pk=zhang.customer_id)
    phone = phone_of(club, customer)
    status, begun = phone.post("/visitor/member/top-ups", {"plan_id": str(plan(club).pk)})
    assert (status, begun["total_fen"]) == (200, 10_000), begun
    assert again(club, zhang).balance_fen == 0
    with club.inside():
        assert steps.paid(int(begun["order_id"]), fen=10_000, method="wechat")
        assert not steps.paid(int(begun["order_id"]), fen=10_000, method="wechat")
    assert again(club, zhang).balance_fen == 12_000
    with club.inside():
        late = top_ups.begin(zhang, top_ups.Amount(700))
        assert orders.cancel(late.order_id or 0)
        assert TopUp.objects.get(pk=late.pk).state == "closed"


def test_balance_pays_paid_in_first_and_refunds_come_back(club: World, zhang: Member) -> None:
    with acting_as(club, "王总"):
        top_ups.receive(
            questions.find(zhang.pk), top_ups.Amount(1_000, 500), method="cash", note=""
        )
    order = bought(club, zhang.customer_id, 1_200, "balance")
    row = again(club, zhang)
    assert (row.balance_fen, row.gift_fen) == (300, 300)
    with club.inside():
        assert spending.balance_available(zhang.customer_id) == 300
        with pytest.raises(BalanceShort):
            spending.balance_spend(zhang.customer_id, 301, order, 1)
        spending.balance_give_back(zhang.customer_id, 300, order, 71)
        spending.balance_give_back(zhang.customer_id, 300, order, 71)
        row = again(club, zhang)
        assert (row.balance_fen, row.gift_fen) == (600, 500)
        spending.balance_give_back(zhang.customer_id, 5_000, order, 72)  # never more than spent
    row = again(club, zhang)
    assert (row.balance_fen, row.gift_fen) == (1_500, 500)


def test_a_top_up_that_goes_back_takes_its_gift_along(club: World, zhang: Member) -> None:
    with acting_as(club, "王总"):
        one = questions.find(zhang.pk)
        done = top_ups.receive(one, top_ups.Amount(1_000, 500, 40), method="cash", note="")
        order = done.order_id or 0
        top_ups.refund_asked(order, 500)
        row = again(club, zhang)
        assert (row.balance_fen, row.gift_fen, row.points) == (750, 250, 70)
        top_ups.refund_failed(order, 500)
        row = again(club, zhang)
        assert (row.balance_fen, row.gift_fen, row.points) == (1_500, 500, 90)
    bought(club, zhang.customer_id, 100, "balance")
    with club.inside():
        with pytest.raises(TopUpSpent, match=r"9\.00"):
            top_ups.refund_asked(order, 1_000)
        top_ups.refund_asked(order, 900)
    row = again(club, zhang)
    assert (row.balance_fen, row.gift_fen) == (50, 50)


def test_a_top_up_is_not_paid_from_the_balance(club: World, zhang: Member) -> None:
    with acting_as(club, "王总"):
        one = questions.find(zhang.pk)
        top_ups.receive(one, top_ups.Amount(20_000), method="cash", note="")
        begun = top_ups.begin(one, top_ups.of_plan(plan(club).pk))
        with pytest.raises(TopUpByBalance):
            orders.pay_recorded(begun.order_id or 0, "balance")
    assert again(club, zhang).balance_fen == 20_000


def test_corrections_need_a_reason_and_the_right(club: World, zhang: Member) -> None:
    path = f"/members/{zhang.pk}/corrections"
    body = {"account": "points", "change": 20, "reason": "上次少记"}
    assert club.api("小李").post(path, body)[0] == 403
    assert club.api("王总").post(path, {**body, "reason": ""})[0] == 422
    assert club.api("王总").post(path, {**body, "change": 0})[0] == 422
    status, row = club.api("王总").post(path, body)
    assert (status, row["points"]) == (200, 70)
    status, refused = club.api("王总").post(path, {**body, "change": -71})
    assert (status, refused["code"]) == (422, "below_zero")
    for account in ("balance", "gift", "growth"):
        assert club.api("王总").post(path, {**body, "account": account})[0] == 200
    row = again(club, zhang)
    assert (row.points, row.balance_fen, row.gift_fen, row.growth) == (70, 40, 20, 20)
    page = club.api("王总").get(f"/members/{zhang.pk}/entries?account=points")[1]
    assert page["items"][0]["note"] == "上次少记"
    assert page["items"][0]["by"]["name"] == "王总"


def test_a_frozen_card_can_not_be_used(club: World, zhang: Member) -> None:
    boss = club.api("王总")
    reason = {"reason": "卡片遗失"}
    assert boss.post(f"/members/{zhang.pk}/freeze", reason)[1]["state"] == "frozen"
    assert boss.post(f"/members/{zhang.pk}/freeze", reason)[1]["code"] == "member_state"
    with club.inside():
        order = orders.place_plain("cashier", zhang.customer_id, "收银", 500)
        line = OfferLine("points", None, "", 1, 1)
        assert spending.balance_available(zhang.customer_id) == 0
        for use in (
            partial(spending.balance_spend, zhang.customer_id, 1, order.pk, 1),
            partial(spending.points_spend, order.pk, line),
            partial(daily.check_in, zhang.customer_id),
            partial(top_ups.begin, zhang, top_ups.Amount(100)),
        ):
            with pytest.raises(MemberFrozen, match="卡片遗失"):
                use()
    assert boss.post(f"/members/{zhang.pk}/thaw", reason)[1]["state"] == "active"


def test_check_ins_and_their_streak(club: World, zhang: Member) -> None:
    with club.inside():
        customer = Customer.objects.get(pk=zhang.customer_id)
    phone, now = phone_of(club, customer), clock.now()
    assert phone.post("/visitor/member/check-in")[1]["points"] == 2
    assert phone.post("/visitor/member/check-in")[1]["code"] == "checked_in"
    for days, points, streak in ((1, 2, 2), (2, 12, 3), (4, 2, 1)):
        with clock.frozen(now + timedelta(days=days)), club.inside():
            done = daily.check_in(zhang.customer_id)
            assert (done.points, done.streak) == (points, streak)
    assert again(club, zhang).points == 50 + 2 + 2 + 12 + 2


def test_birthday_presents_once_a_year(club: World, zhang: Member) -> None:
    today = clock.now().date()
    with club.inside():
        Customer.objects.filter(pk=zhang.customer_id).update(birthday=today.replace(year=1980))
        for day in (today, today, today + timedelta(days=1)):
            assert daily.birthdays(0, day) is None
    assert again(club, zhang).points == 50 + RULES["birthday_points"]


def test_points_run_out_oldest_first(club: World, zhang: Member) -> None:
    with acting_as(club, "王总"):
        one = questions.find(zhang.pk)
        members.correct(one, members.Correction("points", 100, "补登"))
        members.correct(one, members.Correction("points", -30, "多记"))
    today = clock.now().date()
    with club.inside():
        assert daily.expire(0, today) is None
        assert again(club, zhang).points == 120
        for _ in range(2):
            daily.expire(0, today + timedelta(days=800))
    assert again(club, zhang).points == 0


def test_the_rules_move_everybody(club: World, zhang: Member) -> None:
    boss = club.api("王总")
    setup = boss.get("/member-rules")[1]
    gold = setup["levels"][1]
    assert [one["members"] for one in setup["levels"]] == [1, 0]
    taken = {"name": "金卡", "growth": 5}
    assert boss.post("/member-levels", taken)[1]["code"] == "level_taken"
    change = {"growth": 1, "version": gold["version"]}
    assert boss.patch(f"/member-levels/{gold['id']}", change)[0] == 200
    correction = {"account": "growth", "change": 1, "reason": "补登"}
    assert boss.post(f"/members/{zhang.pk}/corrections", correction)[1]["level"]["name"] == "金卡"
    assert boss.delete(f"/member-levels/{gold['id']}")[0] == 204
    assert boss.get(f"/members/{zhang.pk}")[1]["level"]["name"] == "会员"
    version = setup["rules"]["version"]
    twice = [{"days": 3, "points": 1}, {"days": 3, "points": 2}]
    rules = {"check_in_steps": twice, "version": version}
    assert boss.patch("/member-rules", rules)[0] == 422
    assert boss.patch("/member-rules", {"earn_fen": 50, "version": version})[1]["earn_fen"] == 50
    assert boss.patch("/member-rules", {"earn_fen": 60, "version": version})[0] == 409
    assert club.api("小李").patch("/member-rules", {"earn_fen": 1, "version": 9})[0] == 403


def test_lists_lookup_and_reach(club: World, zhang: Member) -> None:
    other = member_of(club, "陈总", "小孙")
    api = club.api("小李")
    assert [one["code"] for one in api.get("/members")[1]["items"]] == [zhang.code]
    assert api.get(f"/members/{other.pk}")[0] == 404
    assert api.get(f"/members/lookup?code={zhang.code}")[1]["id"] == str(zhang.pk)
    assert api.get(f"/members/lookup?code={other.code}")[0] == 404
    assert len(club.api("王总").get("/members?q=陈")[1]["items"]) == 1
    figures = club.api("王总").get("/members/figures")[1]
    assert (figures["members"], figures["new_this_month"], figures["points"]) == (2, 2, 100)


def test_statements_say_what_came_and_went(club: World, zhang: Member) -> None:
    api = club.api("王总")
    for change in (500, -200):
        body = {"account": "balance", "change": change, "reason": "补登"}
        api.post(f"/members/{zhang.pk}/corrections", body)
    found = api.get(f"/members/{zhang.pk}/statement?account=balance")[1]
    assert (found["before"], found["came"], found["went"], found["after"]) == (0, 500, 200, 300)
    assert api.get(f"/members/{zhang.pk}/statement?account=balance&month=2026-13")[0] == 422
