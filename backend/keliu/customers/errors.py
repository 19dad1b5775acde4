"""What may go wrong with customers."""

from keliu.kit.errors import KeliuError


class PhoneTaken(KeliuError):
    """`customer` is there only when the acting person may see that customer."""

    code, status, message = "phone_taken", 409, "这个手机号已有客户在用"


class ConsentOutdated(KeliuError):
    code, status, message = "consent_outdated", 409, "说明已更新,请重新看过再同意"


class ConsentRequired(KeliuError):
    code, status, message = "consent_required", 409, "需要先同意才能继续"


class Snapshot(KeliuError):
    """A page preview: WeChat lends a made-up identity that must not become a person."""

    code, status, message = "snapshot_user", 409, "请先点“使用完整服务”,再继续"
