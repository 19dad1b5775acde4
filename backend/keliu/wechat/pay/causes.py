"""What WeChat Pay's refusals mean for the shop: cause, what to do, and whether to try again.

Source: wechat.md 4.5 and WeChat Pay's pages of error codes. `then`: retry (later, same numbers),
query (ask what became of the order), settings (somebody has to change something), never.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cause:
    then: str
    zh: str
    en: str
    fix_zh: str
    fix_en: str


UNKNOWN = Cause("query", "微信支付没有同意这次请求", "WeChat Pay refused this request",
                "把错误码告诉管理员;订单状态以查询结果为准",
                "Tell the administrator the code; a query says what became of it")  # fmt: skip

CAUSES = {
    "SIGN_ERROR": Cause(
        "settings", "签名不对", "The signature is wrong",
        "私钥和证书要是同一对,商户号要对;再看服务器时间准不准",
        "Key and certificate must belong together and to this merchant number; check the clock"),
    "INVALID_REQUEST": Cause(
        "query", "同一个单号用了不同的内容,或请求不合规", "The number was used with other content",
        "换一个新单号再试", "Try again with a new number"),
    "PARAM_ERROR": Cause(
        "settings", "填写的内容不对", "A value is wrong",
        "核对商户号和绑定的公众号或小程序 AppID", "Check the merchant number and the bound AppID"),
    "APPID_MCHID_NOT_MATCH": Cause(
        "settings", "AppID 没有绑定到这个商户号", "The AppID is not bound to this merchant number",
        "在微信支付商户平台的“产品中心—AppID 账号管理”里关联它,并在公众平台确认",
        "Link it in the merchant platform under AppID management, then confirm it there"),
    "MCH_NOT_EXISTS": Cause(
        "settings", "没有这个商户号", "There is no such merchant number",
        "核对商户号", "Check the merchant number"),
    "NO_AUTH": Cause(
        "settings", "商户号没有开通这种支付", "This way of paying is not opened",
        "在商户平台的“产品中心”开通 JSAPI、Native 或 H5 支付",
        "Open JSAPI, Native or H5 payment in the merchant platform"),
    "RULE_LIMIT": Cause(
        "settings", "被业务规则限制", "A rule of WeChat Pay forbids it",
        "看商户平台的通知,或问微信支付客服", "See the merchant platform's notices, or ask support"),
    "ACCOUNT_ERROR": Cause(
        "settings", "商户账户异常", "The merchant's account has a problem",
        "登录商户平台查看账户状态", "Look at the account's state in the merchant platform"),
    "NOT_ENOUGH": Cause(
        "settings", "商户余额不够退款", "The balance is too low for the refund",
        "充值后再退,单号不变", "Add money, then ask again with the same number"),
    "ORDERPAID": Cause(
        "query", "这笔订单已经付过", "The order is paid",
        "不用再付,刷新看结果", "Nothing to pay; refresh to see it"),
    "ORDER_CLOSED": Cause(
        "never", "订单已关闭", "The order is closed",
        "重新下单", "Place a new order"),
    "OUT_TRADE_NO_USED": Cause(
        "query", "单号用过了", "The number was used before",
        "换一个新单号", "Use a new number"),
    "ORDER_NOT_EXIST": Cause(
        "query", "没有这笔订单", "There is no such order",
        "核对单号;刚下的单等几秒再查", "Check the number; wait some seconds for a new one"),
    "RESOURCE_NOT_EXISTS": Cause(
        "query", "没有这笔退款", "There is no such refund",
        "核对退款单号", "Check the refund's number"),
    "TRADE_ERROR": Cause(
        "query", "交易失败", "The payment failed",
        "换一张银行卡,或稍后再试", "Use another card, or try later"),
    "USER_ACCOUNT_ABNORMAL": Cause(
        "never", "付款人的账户不能退款", "The payer's account can not take the refund",
        "线下退给顾客", "Give the money back in another way"),
    "FREQUENCY_LIMITED": Cause(
        "retry", "请求太频繁", "Too many requests",
        "稍等几分钟再试", "Wait a few minutes"),
    "FREQUENCY_LIMIT_EXCEED": Cause(
        "retry", "请求太频繁", "Too many requests",
        "稍等几分钟再试", "Wait a few minutes"),
    "SYSTEM_ERROR": Cause(
        "retry", "微信支付系统繁忙", "WeChat Pay is busy",
        "单号不变,稍后再试", "Try later with the same number"),
    "BANK_ERROR": Cause(
        "retry", "银行系统繁忙", "The bank is busy",
        "单号不变,稍后再试", "Try later with the same number"),
    "NO_STATEMENT_EXIST": Cause(
        "never", "这一天没有账单", "There is no bill of that day",
        "这天没有交易,不用处理", "Nothing was traded; nothing to do"),
    "STATEMENT_CREATING": Cause(
        "retry", "账单还没做好", "The bill is not ready",
        "上午 10 点以后再取", "Fetch it after 10:00"),
    # ours
    "unanswered": Cause(
        "retry", "连不上微信支付", "WeChat Pay can not be reached",
        "检查服务器能不能访问 api.mch.weixin.qq.com", "Check that the server reaches it"),
    "unproven": Cause(
        "query", "微信支付的应答验签不过", "WeChat Pay's answer could not be proven",
        "核对“微信支付公钥”和它的 ID;用平台证书的,核对 APIv3 密钥",
        "Check WeChat Pay's public key and its id, or the APIv3 key when certificates are used"),
    "sealed": Cause(
        "settings", "通知解不开", "A notice could not be opened",
        "APIv3 密钥不对:在商户平台重新设置,再填到这里",
        "The APIv3 key is wrong: set it anew in the merchant platform, then here"),
}  # fmt: skip


def cause_of(code: str) -> Cause:
    """What is known of a code; an unknown one is looked into by a person."""
    return CAUSES.get(code, UNKNOWN)
