"""An ERP that listened until yesterday: switched off, so that nothing leaves this machine."""

from datetime import datetime, timedelta

from keliu.config.seed.world import World
from keliu.customers.models import Customer
from keliu.hooks.models import Hook, HookDelivery
from keliu.hooks.rules import signing
from keliu.hooks.services import recording
from keliu.hooks.services.recording import Told
from keliu.kit import clock, ids
from keliu.orders.models import Order
from keliu.platform import keys

URL = "https://erp.example.com/keliu"
KINDS = ["customer.created", "customer.updated", "order.created", "order.paid", "order.refunded"]
EACH = 9
MISSED = 4  # of them, the newest but one


def fill(place: World) -> None:
    """One endpoint with its log, for the company only; runs inside the merchant's scope."""
    if place.profile.key != "company":
        return
    now = clock.now()
    began = now - timedelta(days=6)
    hook = Hook.objects.create(
        name="总部 ERP(示例)",
        url=URL,
        kinds=KINDS,
        off=Hook.Off.PERSON,
        secret_sealed=keys.seal(Hook, "secret_sealed", signing.new_secret()),
        created_at=began,
        updated_at=now - timedelta(hours=20),
        last_ok_at=now - timedelta(hours=21),
    )
    step = timedelta(days=5) / (2 * EACH)
    told = _told()
    found = []
    for number, one in enumerate(told):
        at = began + step * number
        row = _row(hook, one, at)
        row.id = ids.at_ms(clock.to_ms(at))
        row.tried_at = at
        _ended(row, missed=number == len(told) - MISSED)
        found.append(row)
    HookDelivery.objects.bulk_create(found)


def _told() -> list[Told]:
    customers = Customer.objects.filter(owner__isnull=False).order_by("-id")[:EACH]
    orders = Order.objects.filter(paid_at__isnull=False).order_by("-id")[:EACH]
    pairs = zip(*(rows.values_list("id", flat=True) for rows in (customers, orders)), strict=False)
    both = [
        (
            Told("customer.updated", customer, customer, {"changed": ["company", "position"]}),
            Told("order.paid", order),
        )
        for customer, order in pairs
    ]
    return [one for pair in both for one in pair]


def _row(hook: Hook, told: Told, at: datetime) -> HookDelivery:
    with clock.frozen(at):
        return recording.rows_of(told, ids.new(), [hook])[0]


def _ended(row: HookDelivery, *, missed: bool) -> None:
    row.tries, row.status, row.took_ms = (14, 503, 212) if missed else (1, 200, 64)
    row.answer = "Service Unavailable" if missed else '{"ok":true}'
    row.state = HookDelivery.State.FAILED if missed else HookDelivery.State.DONE
    row.failures = 14 if missed else 0
    row.done_at = None if missed else row.created_at
