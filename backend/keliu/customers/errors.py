"""What may go wrong with customers."""

from keliu.kit.errors import KeliuError, NotFound


class PhoneTaken(KeliuError):
    """`customer` is there only when the acting person may see that customer."""

    code, status, message = "phone_taken", 409, "这个手机号已有客户在用"


class PhonesFull(KeliuError):
    code, status, message = "phones_full", 409, "已经留了 5 个号码,请让为您服务的人帮忙修改"


class PhoneUnavailable(KeliuError):
    """WeChat gives no number: not verified, no permission, or it does not answer."""

    code, status, message = "phone_unavailable", 409, "微信暂时给不了手机号,请直接输入"


class ConsentOutdated(KeliuError):
    code, status, message = "consent_outdated", 409, "说明已更新,请重新看过再同意"


class ConsentRequired(KeliuError):
    code, status, message = "consent_required", 409, "需要先同意才能继续"


class Snapshot(KeliuError):
    """A page preview: WeChat lends a made-up identity that must not become a person."""

    code, status, message = "snapshot_user", 409, "请先点“使用完整服务”,再继续"


class PoolsInCompanyMode(KeliuError):
    code, status, message = (
        "pools_in_company_mode",
        409,
        "公海只在企业模式里有,老板可以在设置里切换",
    )


class PoolNotEmpty(KeliuError):
    code, status, message = "pool_not_empty", 409, "里面还有 {count} 位客户,请先移到别的公海"


class DefaultPoolStays(KeliuError):
    code, status, message = "default_pool_stays", 409, "这是默认公海,没有别处可去的客户都在这里"


class AlreadyClaimed(KeliuError):
    """Somebody was faster; `owner` is their name."""

    code, status, message = "already_claimed", 409, "晚了一步,{owner}刚刚领走了这位客户"


class NotInPool(KeliuError):
    code, status, message = "not_in_pool", 409, "这位客户已经不在这个公海里了"


class CoolingDown(KeliuError):
    """`until` is when it works again."""

    code, status, message = (
        "cooling_down",
        409,
        "这位客户{ago}还归你,{days} 天冷却期到{until_said}",
    )


class TooNew(KeliuError):
    code, status, message = (
        "customer_too_new",
        409,
        "新客户 {hours} 小时内不能领取,{until_said}开放",
    )


class QuotaSpent(KeliuError):
    code, status, message = (
        "claim_quota_spent",
        409,
        "名额已用完(今天 {taken}/{limit}),明天 0 点恢复",
    )


class ViewsSpent(KeliuError):
    code, status, message = (
        "view_quota_spent",
        409,
        "今天已经看了 {limit} 位(上限 {limit}),明天 0 点恢复;看过的还可以再看",
    )


class InPool(KeliuError):
    """`pool` says which; it is opened there, where looking is counted."""

    code, status, message = "in_pool", 403, "这位客户在公海“{name}”里,请从公海打开或领取"


class HoldingFull(KeliuError):
    code, status, message = (
        "holding_full",
        409,
        "{name}名下已有 {held} 位客户(上限 {limit}),先跟进或退回一些再领",
    )


class DepartmentFull(KeliuError):
    code, status, message = (
        "department_full",
        409,
        "{name}已有 {held} 位客户(上限 {limit}),先退回一些再领",
    )


class AlreadyReturned(KeliuError):
    code, status, message = "already_returned", 409, "这位客户没有负责人,已经在公海里"


class OpenDeal(KeliuError):
    code, status, message = (
        "open_deal",
        409,
        "还有进行中的商机,请先赢单、输单,或把客户转给同事",
    )


class NoExtension(KeliuError):
    """`why` says which: the pool gives none, it was used, or nothing falls."""

    code, status, message = "no_extension", 409, "{why}"


class HandoverRunning(KeliuError):
    code, status, message = "handover_running", 409, "{name}的交接正在进行,请等它结束"


class NothingToHandOver(KeliuError):
    code, status, message = "nothing_to_hand_over", 409, "{name}名下没有要交接的东西"


class IdentityTaken(KeliuError):
    """`customer` is there only when the acting person may see that customer."""

    code, status, message = "identity_taken", 409, "已经登记在另一位客户名下"


class CustomerMerged(NotFound):
    """The customer went on as another one; `merged_into` says where, to those who may see it."""

    code, message = "customer_merged", "这位客户已经合并到“{name}”"


class MergeWithItself(KeliuError):
    code, status, message = "merge_with_itself", 422, "要合并的客户里有保留的那一位,请去掉"


class PairDecided(KeliuError):
    code, status, message = "pair_decided", 409, "这一对已经处理过了,刷新看看最新的"


class CardReaderMissing(KeliuError):
    """The optional recogniser is not installed."""

    code, status, message = (
        "card_reader_missing",
        409,
        "服务器没有安装名片识别:请管理员执行 make ocr,再重新启动",
    )


class IdPurposeMissing(KeliuError):
    """Nobody may read identity cards before the merchant has said what for."""

    code, status, message = (
        "id_purpose_missing",
        409,
        "还没有登记读取身份证的用途:请老板在商户设置里登记后再扫",
    )


class CardReaderBusy(KeliuError):
    code, status, message = "card_reader_busy", 429, "正在识别的名片太多,请过半分钟再试"
