"""People who buy again and again, or no more: months of small orders that something can be learned
of. Runs after the members: a card's ledger shows every order of who has one."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from keliu.catalog.models import Sku
from keliu.catalog.rules import spec_text
from keliu.config.seed.load import Table
from keliu.config.seed.world import World
from keliu.customers.models import Customer
from keliu.kit import scope
from keliu.kit.money import yuan
from keliu.membership.models import Member
from keliu.orders.services.told import SAID
from keliu.platform import sql

MOST = {"company": 190, "shop": 40}
KNOWN_DAYS = 30  # nobody is a regular who came yesterday
FIRST_DAYS = 20  # within which they buy first
# As people do (BG/NBD): everybody buys at their own pace, and may go away after any time. The shape
# and scale of how often a week, and the two of how likely they go.
PACE, GOES = (1.5, 1 / 3), (0.8, 4.0)
METHODS = ("cash", "transfer")  # nothing that WeChat's bills would have to show
ORDER = (
    "id bigint, number text, kind text, state text, title text, goods_fen bigint, "
    "shipping_fen bigint, discount_fen bigint, adjust_fen bigint, total_fen bigint, "
    "paid_fen bigint, refunded_fen bigint, delivery text, contact_name text, phone_masked text, "
    "address_masked text, express_company text, express_number text, remark text, "
    "source_channel text, first_channel text, close_reason text, version int, "
    "created_at timestamptz, updated_at timestamptz, method text, customer_id bigint, "
    "owner_id bigint, department_id bigint, created_by_id bigint, paid_at timestamptz, "
    "done_at timestamptz"
)
LINE = (
    "id bigint, position smallint, title text, spec text, unit text, picture_url text, "
    "price_fen bigint, quantity int, amount_fen bigint, refunded_quantity int, "
    "refunded_fen bigint, order_id bigint, sku_id bigint, product_id bigint"
)
EVENT = "id bigint, kind text, data jsonb, created_at timestamptz, order_id bigint, staff_id bigint"
PAYMENT = (
    "id bigint, method text, channel text, mchid text, appid text, amount_fen bigint, "
    "refunding_fen bigint, out_trade_no text, state text, transaction_id text, prepay text, "
    "note text, tries smallint, created_at timestamptz, paid_at timestamptz, order_id bigint, "
    "by_id bigint"
)
TOLD = (
    "id bigint, customer_id bigint, kind text, at timestamptz, title text, text text, "
    "ref_kind text, ref_id bigint, data jsonb, version int, created_at timestamptz, "
    "updated_at timestamptz"
)
# What the orders say of the customer, as orders.services.bought sums it up.
SUMS = """UPDATE customers_customer c SET order_count = o.n, order_total_fen = o.fen,
  last_order_at = o.last
 FROM (SELECT customer_id, count(*) AS n, sum(paid_fen - refunded_fen) AS fen, max(paid_at) AS last
  FROM orders_order WHERE merchant_id = %(m)s AND state = 'done' AND customer_id = ANY(%(who)s)
  GROUP BY 1) o
 WHERE c.merchant_id = %(m)s AND c.id = o.customer_id"""


def fill(place: World) -> None:
    """A few statements; runs inside the merchant's scope."""
    dice = random.Random(83)  # noqa: S311  the same people in every demo
    skus = list(Sku.objects.select_related("product").filter(deleted_at__isnull=True)[:60])
    people = _people(place)
    if not skus or not people:
        return
    books = Books(place)
    for one in people:
        for when in _days(place, dice, one.created_at):
            books.write(one, when, dice.choice(skus), dice)
    books.flush()
    sql.do(SUMS, {"m": scope.current(), "who": [one.pk for one in people]})


def _people(place: World) -> list[Customer]:
    """Customers of some weeks without a member card, of every age."""
    since = place.calendar.now - timedelta(days=KNOWN_DAYS)
    rows = Customer.objects.filter(deleted_at__isnull=True, owner__isnull=False, order_count=0)
    known = rows.filter(created_at__lt=since).exclude(pk__in=Member.objects.values("customer_id"))
    found = list(known.only("id", "created_at", "owner_id", "department_id").order_by("id"))
    most = MOST[place.profile.mode]
    return found[:: max(len(found) // most, 1)][:most]


def _days(place: World, dice: random.Random, known: datetime) -> Iterator[datetime]:
    """When somebody bought: at their own pace, until they go away after one of the times."""
    pace = dice.gammavariate(*PACE) / 7
    goes = dice.betavariate(*GOES)
    back = (place.calendar.now - known).days - dice.uniform(1, FIRST_DAYS)
    while back >= 1:  # today's till is for whoever tries it out
        yield place.calendar.moment(int(back))
        if dice.random() < goes:
            return
        back -= max(dice.expovariate(pace), 1)


class Books:
    """Orders taken at the till, with their lines, history, money and line on the timeline."""

    def __init__(self, place: World) -> None:
        self.place = place
        self.orders = Table("orders_order", ORDER)
        self.lines = Table("orders_orderline", LINE)
        self.events = Table("orders_orderevent", EVENT)
        self.payments = Table("orders_payment", PAYMENT)
        self.told = Table("interactions_interaction", TOLD)

    def flush(self) -> None:
        """Everything at once, orders first."""
        for table in (self.orders, self.lines, self.events, self.payments, self.told):
            table.flush()

    def write(self, who: Customer, when: datetime, sku: Sku, dice: random.Random) -> None:
        """One order of one thing."""
        ids, many, by = self.place.ids, dice.choice((1, 1, 1, 2, 2, 3)), who.owner_id
        fen, method, number = sku.price_fen * many, dice.choice(METHODS), ids(when)
        name, spec = sku.product.name, spec_text(sku.values)
        title = f"{name} × {many}" if many > 1 else f"{name} {spec}".strip()
        shown = f"{when:%y%m%d}{dice.randrange(10**8):08}"
        self.orders.add(
            number, shown, "cashier", "done", title, fen, 0, 0, 0, fen, fen, 0, "none", "", "", "",
            "", "", "", "", "", "", 3, when, when, method, who.pk, by, who.department_id, by, when,
            when,
        )  # fmt: skip
        self.lines.add(
            ids(when), 0, name, spec, sku.product.unit, "", sku.price_fen, many, fen, 0, 0, number,
            sku.pk, sku.product_id,
        )  # fmt: skip
        for kind, data in (
            ("placed", {"total_fen": fen}),
            ("paid", {"fen": fen, "method": method}),
            ("done", {"how": "at_once"}),
        ):
            self.events.add(ids(when), kind, data, when, number, by)
        pay = ids(when)
        self.payments.add(
            pay, method, "", "", "", fen, 0, f"KP{pay}", "paid", "", "", "", 0, when, when, number,
            by,
        )  # fmt: skip
        said = {"id": str(number), "name": shown, "state": "done", "fen": fen}
        self.told.add(
            ids(when), who.pk, "order", when, f"{SAID['done']} {yuan(fen)}:{title}", "", "order",
            number, {"order": said}, 1, when, when,
        )  # fmt: skip
