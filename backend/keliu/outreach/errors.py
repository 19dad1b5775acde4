"""What may go wrong on the way to people."""

from keliu.kit.errors import Invalid, KeliuError


class MailNotReady(KeliuError):
    code, status, message = (
        "mail_not_ready", 409, "还没有配置发信服务器,请管理员设置 KELIU_SMTP_URL"
    )  # fmt: skip


class CodeWrong(Invalid):
    code, message = "code_wrong", "验证码不对或已过期,请重新获取"


class MailRefused(KeliuError):
    code, status, message = "mail_refused", 409, "发信服务器没有收下这封邮件,请检查邮箱或稍后再试"


class WeChatNotReady(KeliuError):
    code, status, message = (
        "wechat_notice_not_ready",
        409,
        "还没有接通微信通知:请管理员设置 KELIU_WECHAT_OA 和 KELIU_WECHAT_NOTICE",
    )


class BindingGone(KeliuError):
    code, status, message = "binding_gone", 410, "二维码已过期或已用过,请回到通知设置重新生成"


class WeChatTaken(KeliuError):
    code, status, message = "wechat_taken", 409, "这个微信已绑定给同事{name},请先在那边解绑"


class NotBound(KeliuError):
    code, status, message = "wechat_not_bound", 409, "还没有绑定微信"


class NotUnknown(KeliuError):
    code, status, message = "message_settled", 409, "这条消息的结果已经清楚了,刷新后再看"


class NotAgain(KeliuError):
    code, status, message = (
        "message_not_again", 409, "这条消息不能再发:已经发出、正在发送、已经重发过,或对方已取消关注"
    )  # fmt: skip
