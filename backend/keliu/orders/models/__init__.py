"""Orders and the money for them."""

from keliu.orders.models.bills import Bill, BillDifference, BillLine, DayClose
from keliu.orders.models.orders import AfterSale, Order, OrderEvent, OrderLine
from keliu.orders.models.payments import Payment, Refund
from keliu.orders.models.settings import TradeRules

__all__ = [
    "AfterSale", "Bill", "BillDifference", "BillLine", "DayClose", "Order", "OrderEvent",
    "OrderLine", "Payment", "Refund", "TradeRules",
]  # fmt: skip
