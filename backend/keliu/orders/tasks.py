"""Work that runs by itself; the worker finds it here."""

from keliu.orders.services import asking, bills, expiry
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("*/5 * * * *")
def money_swept() -> None:
    """Payments and refunds whose job was lost are asked about."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            asking.sweep()


@jobs.periodic("20 2-10 * * *")  # from twenty past ten in the morning in Shanghai
def bills_fetched() -> None:
    """Yesterday's bill of whoever takes money through WeChat Pay, until it is there."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            if bills.wanted():
                bills.fetching.later()


@jobs.periodic("25 * * * *")
def orders_done() -> None:
    """Sent orders are done after some days; unpaid ones whose job was lost end now."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        with merchant_scope(merchant_id):
            expiry.done_by_themselves()
            late = expiry.forgotten()
        for order_id in late:
            expiry.order_expire(merchant_id, order_id)
