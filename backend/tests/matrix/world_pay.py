"""A merchant number of each merchant, and what WeChat Pay told it."""

from keliu.wechat.models import PayNotice
from keliu.wechat.tests.pay import connected
from tests.cast import World


def pay_of(place: World) -> None:
    """A number in use, with three notices."""
    row = connected(place)
    with place.inside():
        PayNotice.objects.bulk_create(
            PayNotice(
                pay=row,
                notice_id=f"EV-{number}",
                kind=PayNotice.Kind.PAID,
                event="TRANSACTION.SUCCESS",
                out_trade_no=f"KL{number:010}",
                status="SUCCESS",
                amount_fen=100,
                content_sealed=b"",
                state=PayNotice.State.DONE,
            )
            for number in range(3)
        )
