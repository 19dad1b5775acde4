"""Running the night's work for every merchant."""

from collections import defaultdict

from keliu.customers.services.pools import sweep
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


def companies() -> list[int]:
    """Merchants that use pools."""
    return list(Merchant.objects.filter(mode="company").values_list("id", flat=True))


def fall(merchant_id: int) -> None:
    """One merchant's customers fall, batch by batch; then people hear of it."""
    after: int | None = 0
    while after is not None:
        with merchant_scope(merchant_id):
            after = sweep.fall(after)
    with merchant_scope(merchant_id):
        sweep.tell_of_fallen()


def warn(merchant_id: int) -> None:
    """One merchant's people hear which customers fall next: marks and messages commit together."""
    after: int | None = 0
    with merchant_scope(merchant_id):
        everything: dict[int, list[int]] = defaultdict(list)
        while after is not None:
            after, warned = sweep.warn(after)
            for staff_id, customers in warned.items():
                everything[staff_id] += customers
        sweep.tell_of_falling(everything)
