"""What a customer sees of their own membership."""

from datetime import date

from keliu.membership.schemas.members import LevelMark
from keliu.membership.schemas.setup import StepOut
from keliu.platform.wire import Id, Moment, Wire


class MyCard(Wire):
    code: str
    qr: str  # data: address of a picture
    level: LevelMark | None
    growth: int
    points: int
    balance_fen: int
    gift_fen: int
    state: str
    frozen_reason: str
    joined_at: Moment
    running_out: int
    checked_today: bool
    streak: int
    next_level: str
    next_growth: int | None


class MyLevel(Wire):
    name: str
    growth: int
    permille: int
    points_percent: int
    note: str


class MyPlan(Wire):
    id: Id
    pay_fen: int
    gift_fen: int
    gift_points: int


class MyRules(Wire):
    """What members of this shop get, in figures that the page words."""

    card_name: str
    notice: str
    earn_fen: int
    point_fen: int
    points_least: int
    points_share: int
    points_months: int
    join_points: int
    birthday_points: int
    check_in_points: int
    check_in_steps: list[StepOut]
    top_up: bool


class MyMembership(Wire):
    """The shop has members at all; the card, once there is one; what there is to get."""

    active: bool
    merchant: str
    card: MyCard | None
    rules: MyRules
    levels: list[MyLevel]
    plans: list[MyPlan]
    today: date
    birthday_known: bool
