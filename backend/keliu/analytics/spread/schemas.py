"""Shapes of the share tree."""

from datetime import date
from typing import Literal

from ninja import Schema
from pydantic import Field

from keliu.analytics import rules as days
from keliu.analytics.spread import rules
from keliu.kit.errors import Invalid
from keliu.platform.wire import Items, Moment, Ref, Wire

NODE = "^(staff|person|share)-[0-9]{1,19}$"


class SpreadFilters(Schema):
    """Both days count; without them everything that ever happened does."""

    first: date | None = Field(None, ge=days.FIRST_DAY, le=days.LAST_DAY)
    last: date | None = Field(None, ge=days.FIRST_DAY, le=days.LAST_DAY)
    staff: str | None = None
    product: str | None = None
    channel: str | None = Field(None, max_length=40)
    root: str | None = Field(None, pattern=NODE)

    def checked(self) -> None:
        """Raises Invalid where the days stand the wrong way round."""
        if self.first and self.last and self.last < self.first:
            raise Invalid(fields={"last": "结束日期要在开始日期之后"})


class SpreadAsked(SpreadFilters):
    most: int = Field(2_000, ge=1, le=rules.MOST_SHOWN)


class SpreadersAsked(SpreadFilters):
    sort: Literal["people", "fresh", "visits", "orders", "fen"] = "people"


class SpreadFigures(Wire):
    """People, how many of them had never been here before, visits, orders, money after refunds."""

    people: int
    fresh: int
    visits: int
    orders: int
    fen: int


class SpreadNode(Wire):
    """One place: a member of staff, a customer, or a forward of somebody without a name.

    `thing` (a `thing_kind`: card or product) and `at`: what brought them here and when; `folded`:
    how many places below are not drawn.
    """

    id: str
    kind: str
    name: str
    parent: str | None
    depth: int
    thing: str
    thing_kind: str
    at: Moment | None
    folded: int
    own: SpreadFigures
    below: SpreadFigures


class SpreadRule(Wire):
    """A rule that leaves openings out (self, robot, again, circle), and how many it left out."""

    key: str
    count: int


class SpreadOut(Wire):
    """The tree, the weightiest places first; `brought` of its people came by a forward.

    `money`: the acting person may see orders; `cut`: there were older openings than these.
    `channels` and `products` are what the tree can be narrowed by.
    """

    nodes: list[SpreadNode]
    total: SpreadFigures
    brought: int
    places: int
    rules: list[SpreadRule]
    money: bool
    cut: bool
    channels: list[str]
    products: list[Ref]


class Spreader(Wire):
    """A customer who brought others: how often they passed on, and what lies below them."""

    id: str
    name: str
    forwards: int
    direct: int
    deepest: int
    below: SpreadFigures


class Spreaders(Items[Spreader]):
    """The best spreaders, best first; `more` of them are not shown."""

    more: int
    money: bool


class SpreadPerson(Wire):
    """A customer below a place: who brought them, with what, when, and what they did since."""

    id: str
    name: str
    by: str
    thing: str
    thing_kind: str
    at: Moment | None
    depth: int
    own: SpreadFigures


class SpreadPeople(Items[SpreadPerson]):
    """The customers behind a place's figures, the weightiest first; their sums are its figures."""

    total: SpreadFigures
    more: int
    money: bool


class SpreadStep(Wire):
    """One pair of hands; `thing` and `at`: what they opened when they came."""

    id: str
    kind: str
    name: str
    thing: str
    thing_kind: str
    at: Moment | None


class SpreadPath(Wire):
    """How a customer came by forwards, from whoever began it; empty for one who came by themselves.

    `opened`: how often known people opened what this customer passed on.
    """

    steps: list[SpreadStep]
    opened: int
