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
