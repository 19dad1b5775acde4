"""Which merchants were seeded: a route each, so that they are found again and can be removed."""

from keliu.platform.models import Merchant, Route

KIND = "seeded"


def mark(key: str, merchant_id: int) -> None:
    """Remember that `merchant_id` is the seeded merchant called `key`."""
    Route.objects.create(kind=KIND, key=key, merchant_id=merchant_id, target_id=merchant_id)


def marked() -> dict[str, int]:
    """Seeded merchants by key: company, shop."""
    return dict(Route.objects.filter(kind=KIND).values_list("key", "merchant_id"))


def anybody() -> bool:
    """Whether there is any merchant at all."""
    return Merchant.objects.exists()
