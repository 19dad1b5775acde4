"""One base for everything that may go wrong in front of a person."""

from typing import Any, ClassVar


class KeliuError(Exception):
    """A named fact: `code` for machines, `message` for people, `status` for HTTP.

    Keyword arguments fill the message's placeholders and travel as `details`.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    message: ClassVar[str] = "没有办成,请再试一次"

    def __init__(self, *, fields: dict[str, str] | None = None, **details: Any) -> None:
        self.fields = fields or {}
        self.details = details
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """The sentence shown to a person."""
        return self.message.format(**self.details)


class NoMerchant(KeliuError):
    code, status, message = "no_merchant", 500, "没有指定商户"


class SignedOut(KeliuError):
    code, status, message = "signed_out", 401, "登录已失效,请重新登录"


class Forbidden(KeliuError):
    code, status, message = "forbidden", 403, "你的角色没有这个权限,请找老板或管理员开通"


class NotFound(KeliuError):
    code, status, message = "not_found", 404, "没有找到,可能已被删除"


class Stale(KeliuError):
    """Somebody saved first; `current` carries what is there now."""

    code, status, message = "stale", 409, "内容刚被别人改过,请看过最新的再保存"


class Invalid(KeliuError):
    """Bad input: `fields` maps a field to a Chinese sentence."""

    code, status, message = "invalid", 422, "请检查填写的内容"


class TooMany(KeliuError):
    code, status, message = "too_many", 429, "操作太频繁,请稍后再试"
