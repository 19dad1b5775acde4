"""What WeChat answers when it does not do what was asked."""

from keliu.kit.errors import KeliuError


class WeChatDown(KeliuError):
    """No answer, or not JSON: nothing is known about the effect."""

    code, status, message = "wechat_down", 503, "微信暂时没有回应,请稍后再试"


class WeChatRefused(KeliuError):
    """WeChat answered with an error code; `rid` finds the call in WeChat's own log for 7 days."""

    code, status, message = "wechat_refused", 502, "微信没有同意这次请求({errcode}),请稍后再试"


class CodeUsed(KeliuError):
    """The login code was used, expired or made for another app (40029, 40163)."""

    code, status, message = "wechat_code_used", 409, "授权已过期,请返回重新进入"


class SnapshotUser(KeliuError):
    """A preview visitor (快照页): WeChat gives a made-up identity that must not become a person."""

    code, status, message = "snapshot_user", 409, "请先点“使用完整服务”,再继续"


class NotConnected(KeliuError):
    code, status, message = "no_wechat", 409, "还没有接通公众号或小程序,请联系管理员"


class PushRefused(KeliuError):
    """What came to the callback is not WeChat's, or not whole; `why` is for the log."""

    code, status, message = "push_refused", 403, "签名不对或内容不完整"


class PayForged(KeliuError):
    """Not WeChat Pay's word, or not fresh, or not whole; `why` is for the log."""

    code, status, message = "pay_forged", 401, "不是微信支付发来的,或内容不完整"
