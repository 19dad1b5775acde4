"""Work that runs by itself; the worker finds it here."""

from collections.abc import Callable
from datetime import date

from keliu.membership.selectors import setup
from keliu.membership.services import daily
from keliu.platform import jobs
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@jobs.periodic("20 1 * * *")  # twenty past nine in the morning in Shanghai
def birthday_presents() -> None:
    """Points for the members who celebrate today; once a year each."""
    _everywhere(daily.birthdays)


@jobs.periodic("30 16 * * *")  # half past midnight in Shanghai
def points_run_out() -> None:
    """Points whose last day is over leave the ledgers."""
    _everywhere(daily.expire)


def _everywhere(batch: Callable[[int, date], int | None]) -> None:
    """Every merchant, some members at a time, each batch a transaction of its own."""
    for merchant_id in list(Merchant.objects.values_list("id", flat=True)):
        after: int | None = 0
        while after is not None:
            with merchant_scope(merchant_id):
                after = batch(after, setup.today())


__all__ = ["birthday_presents", "points_run_out"]
