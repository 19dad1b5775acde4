"""What others fill in: who wants to hear of payments and refunds."""

from collections.abc import Callable
from typing import ClassVar

from keliu.wechat.pay.notices import Told

OnNotice = Callable[[Told], None]


class Ports:
    """Filled by config's wiring. Listeners run in the transaction that keeps the notice.

    A listener compares number, amount and payer with its own record, moves it forward only, and is
    called again when it raises: at least once, in any order.
    """

    pay_notices: ClassVar[list[OnNotice]] = []
