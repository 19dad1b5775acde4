"""The law of points, levels and stored value, without a database."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from keliu.membership.rules import money
from keliu.membership.rules import points as law
from keliu.membership.rules.money import Parts

FEN = st.integers(0, 10_000_000)
TERMS = law.Spending(point_fen=1, least=100, share=50)


def test_a_hundred_fen_a_point_and_half_as_many_again_for_gold() -> None:
    assert law.earned(12_850, 100) == 128
    assert law.earned(12_850, 100, 150) == 192
    assert law.earned(12_850, 0) == law.earned(-5, 100) == 0


@given(fen=FEN, wanted=st.one_of(st.none(), FEN), have=FEN, each=st.integers(1, 500),
       share=st.integers(1, 100), least=st.integers(0, 1_000))  # fmt: skip
def test_points_never_pay_everything_nor_more_than_there_are(
    fen: int, wanted: int | None, have: int, each: int, share: int, least: int
) -> None:
    use = law.usable(fen, have, wanted, law.Spending(each, least, share))
    assert use.fen == use.points * each
    assert 0 <= use.points <= have
    assert use.fen <= fen * share // 100
    assert use.points == 0 or (use.fen < fen and use.points >= max(least, 1))
    assert wanted is None or use.points <= max(wanted, 0)


def test_fewer_points_than_the_least_pay_nothing() -> None:
    assert law.usable(10_000, 99, None, TERMS) == law.NO_USE
    assert law.usable(10_000, 9_000, None, TERMS) == law.Use(5_000, 5_000)


def test_members_pay_the_lower_price_and_never_nothing() -> None:
    assert law.level_price(1_000, 900, 950) == 900
    assert law.level_price(1_000, None, 950) == 950
    assert law.level_price(1_000, 1_200, 1_000) == 1_000
    assert law.level_price(1, None, 500) == 1
    assert law.level_price(0, None, 500) == 0


def test_levels_are_reached_by_growth() -> None:
    levels = [(0, "会员"), (500, "银卡"), (2_000, "金卡")]
    assert [law.level_of(n, levels) for n in (0, 499, 500, 9_000)] == [
        "会员",
        "会员",
        "银卡",
        "金卡",
    ]
    assert law.level_of(10, [(500, "银卡")]) is None


def test_points_live_to_the_end_of_a_month() -> None:
    assert law.expires_on(date(2026, 11, 22), 12) == date(2027, 11, 30)
    assert law.expires_on(date(2026, 11, 22), 3) == date(2027, 2, 28)
    assert law.expires_on(date(2026, 12, 31), 1) == date(2027, 1, 31)
    assert law.expires_on(date(2026, 11, 22), 0) is None


def test_a_missed_day_begins_anew() -> None:
    today = date(2026, 11, 22)
    assert law.streak(today - timedelta(days=1), 6, today) == 7
    assert law.streak(today - timedelta(days=2), 6, today) == 1
    assert law.streak(None, 0, today) == 1


def test_steps_are_paid_once_in_each_round() -> None:
    steps = [{"days": 3, "points": 5}, {"days": 7, "points": 20}]
    days = [law.check_in_points(day, 1, steps) for day in range(1, 11)]
    assert days == [1, 1, 6, 1, 1, 1, 21, 1, 1, 6]
    assert law.check_in_points(8, 2, []) == 2


def test_birthdays_of_the_29th_of_february() -> None:
    assert law.has_birthday((2, 29), date(2026, 2, 28))
    assert not law.has_birthday((2, 29), date(2028, 2, 28))
    assert law.has_birthday((2, 29), date(2028, 2, 29))
    assert not law.has_birthday((3, 1), date(2026, 2, 28))


@given(st.integers(100_000_000, 999_999_999), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, step: int) -> None:
    code = law.code_with_check(str(number))
    assert law.is_code(code)
    assert law.is_code(f"{code[:5]} {code[5:]}")
    wrong = f"{code[:place]}{(int(code[place]) + step) % 10}{code[place + 1 :]}"
    assert not law.is_code(wrong)


@given(paid=FEN, gift=FEN, fen=FEN)
def test_what_was_paid_in_is_spent_first(paid: int, gift: int, fen: int) -> None:
    used = money.spend(Parts(paid, gift), fen)
    if not 0 < fen <= paid + gift:
        assert used is None
        return
    assert used is not None
    assert used.total == fen
    assert used.gift == 0 or used.paid == paid


@given(paid=FEN, gift=FEN, steps=st.lists(FEN, max_size=6))
def test_refunds_give_back_exactly_what_was_spent(paid: int, gift: int, steps: list[int]) -> None:
    spent, returned, sums = Parts(paid, gift), 0, Parts(0, 0)
    for fen in [*steps, paid + gift]:
        back = money.give_back(spent, returned, fen)
        assert min(back.paid, back.gift) >= 0
        returned += back.total
        sums = Parts(sums.paid + back.paid, sums.gift + back.gift)
    assert sums == spent


@given(gift=FEN, pay=st.integers(1, 1_000_000), steps=st.lists(st.integers(1, 500_000), max_size=5))
def test_a_whole_refund_takes_the_whole_gift(gift: int, pay: int, steps: list[int]) -> None:
    refunded, taken = 0, 0
    for fen in [*steps, pay]:
        fen = min(fen, pay - refunded)
        taken += money.gift_back(gift, pay, refunded, fen)
        refunded += fen
    assert taken == gift
