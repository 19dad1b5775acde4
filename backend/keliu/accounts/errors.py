"""What may go wrong at the door."""

from keliu.kit.errors import KeliuError


class LoginFailed(KeliuError):
    code, status, message = "login_failed", 401, "账号或密码不对,请检查"


class TotpRequired(KeliuError):
    code, status, message = "totp_required", 401, "请输入验证器里的 6 位数字"


class TotpWrong(KeliuError):
    code, status, message = "totp_wrong", 422, "验证码不对,请看验证器里最新的 6 位数字"


class Locked(KeliuError):
    code, status, message = "locked", 429, "试错次数太多,请 {minutes} 分钟后再试"


class AccountTaken(KeliuError):
    code, status, message = "account_taken", 409, "这个账号已被使用,请换一个"


class NoAccount(KeliuError):
    code, status, message = "no_account", 404, "这个微信还没有绑定账号,可以直接开店"


class TicketGone(KeliuError):
    code, status, message = "ticket_gone", 401, "链接已用过或已过期,请重新获取"


class InUse(KeliuError):
    code, status, message = "in_use", 409, "“{name}”下面还有{what},请先移走"


class LastOwner(KeliuError):
    code, status, message = "last_owner", 409, "至少要留一位能管理角色的人"


class IdempotencyMismatch(KeliuError):
    code, status, message = "idempotency_mismatch", 409, "同一个请求编号不能提交不同的内容"


class WrongPassword(KeliuError):
    code, status, message = "wrong_password", 422, "原密码不对,请检查"


class NoWeChat(KeliuError):
    code, status, message = "no_wechat", 409, "还没有接通公众号,请先用账号密码登录"
