"""WeChat Pay as a whole: `box.pay` in handlers."""

from dataclasses import dataclass, field

from keliu.box.clock import Clock
from keliu.box.pay.courier import WIPE as WIPE_NOTICES
from keliu.box.pay.courier import Courier
from keliu.box.pay.ledger import WIPE, Ledger, PayOrder
from keliu.box.pay.merchants import Merchants
from keliu.box.store import Store


@dataclass(frozen=True)
class Office:
    """The parts, made once per process."""

    merchants: Merchants
    ledger: Ledger
    courier: Courier
    store: Store
    nonces: dict[str, float] = field(default_factory=dict)

    @classmethod
    def open(cls, store: Store, clock: Clock) -> "Office":
        """Put the parts together."""
        merchants, ledger = Merchants(store), Ledger(store, clock)
        return cls(merchants, ledger, Courier(store, clock, merchants, ledger), store)

    def pay(self, order: PayOrder, payer: str) -> PayOrder:
        """A person pays; the merchant hears of it."""
        paid = self.ledger.pay(order, payer)
        self.courier.paid(paid)
        return paid

    def wipe(self, *, apps: bool) -> None:
        """Forget orders, refunds and notices; merchant numbers stay unless asked."""
        self.store.script(WIPE + WIPE_NOTICES)
        self.nonces.clear()
        if apps:
            self.merchants.wipe()
