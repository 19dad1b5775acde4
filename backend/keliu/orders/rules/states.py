"""The states of orders and after-sale requests, and every step between them."""

from dataclasses import dataclass

PENDING, PAID, SHIPPED, DONE = "pending", "paid", "shipped", "done"
CLOSED, REFUNDED = "closed", "refunded"
STATES = [PENDING, PAID, SHIPPED, DONE, CLOSED, REFUNDED]
AFTER_SALE_STATES = ["asked", "agreed", "refused", "withdrawn", "done"]
OPEN_AFTER_SALES = ["asked", "agreed"]

NAMES = {
    PENDING: "待付款",
    PAID: "已付款",
    SHIPPED: "已发货",
    DONE: "已完成",
    CLOSED: "已关闭",
    REFUNDED: "已退款",
}
AFTER_SALE_NAMES = {
    "asked": "待处理",
    "agreed": "已同意",
    "refused": "已拒绝",
    "withdrawn": "已撤销",
    "done": "已完成",
}


@dataclass(frozen=True)
class Step:
    """One way from a state to another, and what takes it there."""

    before: str
    after: str
    when: str


STEPS = (
    Step(PENDING, PAID, "钱到账:微信通知或查询确认,或店里登记现金、转账、余额"),
    Step(PENDING, CLOSED, "客户或店员取消,或超过付款时间"),
    Step(PAID, SHIPPED, "填写快递单号发货"),
    Step(PAID, DONE, "核销取货码;收银和充值付款后立即完成;预约定金随预约完成"),
    Step(PAID, REFUNDED, "付过的钱全部退回"),
    Step(SHIPPED, DONE, "客户确认收货,或发货后到了自动完成的天数"),
    Step(SHIPPED, REFUNDED, "付过的钱全部退回"),
    Step(DONE, REFUNDED, "付过的钱全部退回"),
)
AFTER_SALE_STEPS = (
    Step("asked", "agreed", "店里同意(退货的等东西回来,仅退款的马上退)"),
    Step("asked", "refused", "店里拒绝,写明原因"),
    Step("asked", "withdrawn", "申请的人撤销"),
    Step("agreed", "withdrawn", "东西还没退回,申请的人撤销"),
    Step("agreed", "done", "钱退出去了"),
)


def before(after: str) -> frozenset[str]:
    """From which states an order may get to `after`."""
    return frozenset(step.before for step in STEPS if step.after == after)


def may(state: str, after: str) -> bool:
    """Whether there is a step from one to the other."""
    return state in before(after)
