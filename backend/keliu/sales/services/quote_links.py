"""A quote for who it is written for: an address that opens it, and the radar's line for that."""

from datetime import timedelta

from django.conf import settings
from django.core import signing

from keliu.customers import public as customers
from keliu.kit import clock, scope
from keliu.kit.errors import NotFound
from keliu.platform.outbox import first_time
from keliu.radar import public as radar
from keliu.sales.models import Quote

SALT, GOOD_FOR = "sales.quote", timedelta(days=180)
ONE_LOOK = timedelta(minutes=30)  # opened again within it, it is the same look
FILE = "file"


def url_of(row: Quote) -> str:
    """The customer's address of a quote that was sent; empty for a draft and a replaced one."""
    if row.state == Quote.State.DRAFT or row.replaced or row.deleted_at:
        return ""
    token = signing.dumps([scope.current(), row.pk], salt=SALT, compress=True)
    return f"{settings.BASE_URL}/files/quote/{token}"


def read(token: str) -> tuple[int, int]:
    """(merchant id, quote id) of an address. Raises NotFound for one that is old or not ours."""
    try:
        merchant_id, quote_id = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as wrong:
        raise NotFound from wrong
    return int(merchant_id), int(quote_id)


def opened(row: Quote, who: int | None, agent: str) -> None:
    """A known person (customer id) opened the address; only the quote's own customer counts.

    An address is forwarded easily: whoever is not known here, or is somebody else, is nobody.
    """
    theirs = who is not None and customers.living(who) == customers.living(row.customer_id)
    if not theirs or radar.spread.is_robot(agent):
        return
    look = f"{row.pk}|{clock.now_ms() // int(ONE_LOOK.total_seconds() * 1000)}"
    if first_time("quote_look", look):
        radar.noted(
            customers.living(row.customer_id),
            "file_view",
            ref=f"quote|{look}",
            object_kind=FILE,
            object_id=row.pk,
        )
