"""What may go wrong with orders."""

from keliu.kit.errors import KeliuError


class PriceChanged(KeliuError):
    """`quote` is what it comes to now."""

    code, status, message = "price_changed", 409, "价格刚刚变了,请看过新的金额再下单"


class NotBuyable(KeliuError):
    """`quote` says of each line what is wrong."""

    code, status, message = "not_buyable", 409, "“{name}”{why},请改一下再下单"


class NothingToPay(KeliuError):
    code, status, message = "nothing_to_pay", 422, "合计是 0 元,不能下单"


class TooDear(KeliuError):
    code, status, message = "too_dear", 422, "一单最多 100 万元,请分开下单"


class OrderStep(KeliuError):
    code, status, message = "order_step", 409, "订单 {number} 现在是“{state}”,不能这样操作"


class OrderBusy(KeliuError):
    code, status, message = "order_busy", 409, "订单 {number} 正在付款,请过一分钟再看"


class NotShipped(KeliuError):
    code, status, message = "not_shipped", 409, "订单 {number} 不是快递订单,不用发货"


class NotCollected(KeliuError):
    code, status, message = "not_collected", 409, "订单 {number} 要发快递,不用核销"


class PickupUnknown(KeliuError):
    code, status, message = "pickup_unknown", 404, "没有这个取货码,请核对后再试"


class PickupDone(KeliuError):
    code, status, message = "pickup_done", 409, "这个取货码已经用过了:{when} 核销"


class AfterSaleOpen(KeliuError):
    code, status, message = "after_sale_open", 409, "这个订单已有一个售后在处理,请等它结束"


class AfterSaleStep(KeliuError):
    code, status, message = "after_sale_step", 409, "这个售后现在是“{state}”,不能这样操作"


class AfterSaleLate(KeliuError):
    code, status, message = "after_sale_late", 409, "已超过 {days} 天的售后期,请直接联系商家"


class TooManyOrders(KeliuError):
    code, status = "too_many_orders", 422
    message = "这次要导出 {count} 单,今天已导出 {taken} 单,一天最多 {most} 单,请缩小日期范围"


class TooMuchBack(KeliuError):
    """`most_fen` is what could still be given back."""

    code, status, message = "too_much_back", 422, "最多能退 {most}"


# -- money


class PayUnknown(KeliuError):
    """No answer that can be believed: nothing is known of the effect until it is queried."""

    code, status, message = "pay_unknown", 503, "微信支付暂时没有回应,请过一会儿再试;钱不会多收"


class NothingToCheck(KeliuError):
    """No payment of the order waits for a person."""

    code, status, message = "nothing_to_check", 409, "这张订单没有要核实的付款,刷新看看"


class PayDenied(KeliuError):
    """WeChat Pay refused: `errcode` is its word, `then` what may be done about it."""

    code, status, message = "pay_denied", 409, "{cause}。{fix}(错误码 {errcode})"

    @property
    def errcode(self) -> str:
        return str(self.details["errcode"])

    @property
    def then(self) -> str:
        return str(self.details["then"])


class PayNotReady(KeliuError):
    code, status = "pay_not_ready", 409
    message = "店里还没有接通微信支付,请用现金或转账,或在“微信 → 微信支付”里接通"


class NoPayer(KeliuError):
    code, status = "no_payer", 409
    message = "认不出付款的微信,请从店铺的小程序或公众号重新打开订单再付"


class AlreadyPaid(KeliuError):
    code, status, message = "already_paid", 409, "这笔订单已经付过了,请刷新看看"


class NotPayable(KeliuError):
    """`state` says in words what became of the order."""

    code, status, message = "not_payable", 409, "订单{state},不能再付款"


class TooLateToPay(KeliuError):
    code, status, message = "too_late_to_pay", 409, "付款时间已经过了,请重新下单"


class NothingPaid(KeliuError):
    code, status, message = "nothing_paid", 409, "这笔订单没有可以退的钱"


class RefundTooMuch(KeliuError):
    code, status, message = "refund_too_much", 409, "最多还能退 {left}(退款中的也算在内)"


class TooManyRefunds(KeliuError):
    code, status, message = "too_many_refunds", 409, "一笔付款最多退 50 次,请把剩下的一次退完"


class RefundSettled(KeliuError):
    code, status, message = "refund_settled", 409, "这笔退款已经有结果了,请刷新看看"


class NoStoredValue(KeliuError):
    code, status, message = "no_stored_value", 409, "这个订单没有会员,不能用储值余额付款"


class BillNotThere(KeliuError):
    code, status = "bill_not_there", 409
    message = "微信的账单第二天上午 10 点以后才有,最多能取三个月内的"
