"""The kinds of events that other systems may hear: stable names, documented for developers.

A name never changes its meaning; what is added to a record later comes with the same `VERSION`,
what is taken away or renamed with the next.
"""

from dataclasses import dataclass

VERSION = 1
TRIAL = "hook.trial"


@dataclass(frozen=True)
class Kind:
    """`name` is `record.deed`; `zh` and `en` say when it is told."""

    name: str
    zh: str
    en: str

    @property
    def record(self) -> str:
        """The kind of record it carries."""
        return self.name.partition(".")[0]


RECORDS = {
    "customer": ("客户", "Customers"),
    "lead": ("线索", "Leads"),
    "opportunity": ("商机", "Opportunities"),
    "order": ("订单", "Orders"),
    "booking": ("预约", "Bookings"),
}

KINDS = {
    kind.name: kind
    for kind in (
        Kind("customer.created", "新增客户", "A customer was added"),
        Kind("customer.updated", "客户资料有改动", "A customer's details changed"),
        Kind("customer.assigned", "客户换了负责人", "A customer has another owner"),
        Kind("customer.returned", "客户回到公海", "A customer went back to a pool"),
        Kind("customer.merged", "几个客户合并成一个", "Customers became one"),
        Kind("customer.deleted", "客户被删除", "A customer was deleted"),
        Kind("customer.restored", "客户被恢复", "A deleted customer is back"),
        Kind("lead.created", "新增线索", "A lead came in"),
        Kind("lead.assigned", "线索换了负责人", "A lead has another owner"),
        Kind("lead.converted", "线索转成客户", "A lead became a customer"),
        Kind("opportunity.moved", "商机换了阶段", "An opportunity stands in another stage"),
        Kind("opportunity.won", "商机赢单", "An opportunity was won"),
        Kind("opportunity.lost", "商机丢单", "An opportunity was lost"),
        Kind("order.created", "下了订单", "An order was placed"),
        Kind("order.paid", "订单已付款", "An order was paid"),
        Kind("order.shipped", "订单已发货", "An order was sent"),
        Kind("order.done", "订单完成", "An order is done"),
        Kind("order.closed", "订单关闭", "An order was closed"),
        Kind("order.refunded", "订单有退款", "Money of an order went back"),
        Kind("booking.created", "新预约", "A booking was made"),
        Kind("booking.moved", "预约改了时间", "A booking was moved"),
        Kind("booking.ended", "预约完成、取消或没来", "A booking ended"),
    )
}
