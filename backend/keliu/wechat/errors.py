"""What WeChat answers when it does not do what was asked."""

from keliu.kit.errors import KeliuError
from keliu.wechat.rules.meanings import Meaning, meaning


class WeChatDown(KeliuError):
    """No answer, or not JSON: nothing is known about the effect, unless `sent` is False."""

    code, status, message = "wechat_down", 503, "微信暂时没有回应,请稍后再试"

    @property
    def sent(self) -> bool:
        """Whether the request may have arrived; if not, nothing has happened there."""
        return bool(self.details.get("sent", True))


class WeChatRefused(KeliuError):
    """WeChat answered with an error code; `rid` finds the call in WeChat's own log for 7 days."""

    code, status, message = "wechat_refused", 502, "微信没有同意这次请求({errcode}),请稍后再试"

    @property
    def errcode(self) -> int:
        return int(self.details["errcode"])

    @property
    def rid(self) -> str:
        return str(self.details.get("rid") or "")

    @property
    def meaning(self) -> Meaning:
        """What the code means and what to do."""
        return meaning(self.errcode)

    @property
    def text(self) -> str:
        """The cause and what to do about it, with WeChat's number for whoever asks them."""
        found = self.meaning
        return f"{found.cause}。{found.fix}(微信错误码 {self.errcode})"


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


class NoPay(KeliuError):
    code, status, message = "no_pay", 409, "还没有接通微信支付,请在“微信 → 微信支付”里填写商户号"


class PayConnected(KeliuError):
    code, status, message = "pay_connected", 409, "已经接通一个商户号,请先断开再接新的"


class PayDown(KeliuError):
    """No answer, or none that can be proven: the outcome is unknown until it is queried."""

    code, status, message = "pay_down", 503, "微信支付暂时没有回应,结果以查询为准"


class PayRefused(KeliuError):
    """WeChat Pay answered with a refusal; `errcode` is its word, `request_id` finds the call."""

    code, status, message = "pay_refused", 502, "微信支付没有同意:{errcode} {said}"


class MenuNotReady(KeliuError):
    """The draft has what WeChat would refuse; `problems` say where."""

    code, status, message = "menu_not_ready", 422, "菜单还有没填好的地方,请按标红的提示改好再发布"


class NoLiveMenu(KeliuError):
    code, status, message = "no_live_menu", 409, "公众号现在没有菜单,没有可以取回的"


class AccountKnown(KeliuError):
    code, status, message = "account_known", 409, "这个 AppID 已经接入过了"


class KeyStillUsed(KeliuError):
    code, status = "key_still_used", 409
    message = "微信还没有用新地址验证过。请先把新的地址、Token 和密钥存到微信后台,再停用旧的"


class FollowerGone(KeliuError):
    code, status, message = "follower_gone", 409, "对方已经取消关注,微信不再让我们改"


class FanTagInUse(KeliuError):
    code, status, message = "fan_tag_in_use", 409, "有个性化菜单在用这个标签,请先改菜单再删"


class FanTagsFull(KeliuError):
    code, status, message = "fan_tags_full", 409, "微信标签最多 100 个,请先删掉不用的"


class SyncRunning(KeliuError):
    code, status, message = "sync_running", 409, "这个公众号正在同步,请等它结束"


class DataRefused(KeliuError):
    """Sealed data of the mini program that is not whole, or not for this app."""

    code, status, message = "data_refused", 422, "数据不完整,请重新打开小程序再试"
