"""What an account may do at WeChat by its kind, type and verification: data, shown to the owner.

Source: WeChat's table of interface permissions (接口权限说明) and of what 个人主体 lacks. WeChat's
own console has the last word; a refusal 48001 at any of these says that it has changed.
"""

from dataclasses import dataclass

UNVERIFIED_SUBSCRIPTION, SUBSCRIPTION = "subscription", "subscription+"
UNVERIFIED_SERVICE, SERVICE = "service", "service+"
PERSONAL, MINI, VERIFIED_MINI = "personal", "mini", "mini+"
ALL_OA = (PERSONAL, UNVERIFIED_SUBSCRIPTION, SUBSCRIPTION, UNVERIFIED_SERVICE, SERVICE)
VERIFIED = (SUBSCRIPTION, SERVICE)
MENUS = (SUBSCRIPTION, UNVERIFIED_SERVICE, SERVICE)
COMPANY_MINI = (MINI, VERIFIED_MINI)
ALL_MINI = (PERSONAL, *COMPANY_MINI)


@dataclass(frozen=True)
class Capability:
    """One thing an account may or may not do, and what it is good for here."""

    key: str
    zh: str
    en: str
    among: tuple[str, ...]


@dataclass(frozen=True)
class Able:
    """A capability of one account: yes, or what is missing."""

    capability: Capability
    able: bool
    missing: str  # "", verify, service, company


def _c(key: str, zh: str, en: str, among: tuple[str, ...]) -> Capability:
    return Capability(key, zh, en, among)


TABLE = {
    "oa": (
        _c("push", "收到客户的消息和关注,自动回复", "Receive messages and follows, answer by rules",
           ALL_OA),
        _c("menu", "自定义菜单", "Menus", MENUS),
        _c("custom", "48 小时内主动给客户发消息", "Write to customers within 48 hours", VERIFIED),
        _c("followers", "粉丝列表、标签、备注", "Followers, tags and remarks", VERIFIED),
        _c("mass", "群发", "Mass messages", VERIFIED),
        _c("media", "素材库", "Media library", VERIFIED),
        _c("template", "模板消息", "Template messages", (SERVICE,)),
        _c("subscribe", "订阅通知", "Subscription notices", VERIFIED),
        _c("qrcode", "带参数的二维码(渠道码)", "QR codes with a scene (channels)", (SERVICE,)),
        _c("oauth", "网页里认出微信用户(名片、雷达)", "Know WeChat users on web pages", (SERVICE,)),
        _c("share", "网页转发卡片", "Cards of shared pages", VERIFIED),
        _c("pay", "微信支付", "WeChat Pay", (SERVICE,)),
    ),
    "mini": (
        _c("login", "小程序登录", "Sign in", ALL_MINI),
        _c("code", "小程序码", "Mini program codes", ALL_MINI),
        _c("subscribe", "订阅消息", "Subscription messages", ALL_MINI),
        _c("custom", "客服消息", "Customer messages", ALL_MINI),
        _c("check", "内容安全检查", "Content checks", ALL_MINI),
        _c("phone", "一键获取手机号", "The phone number with one tap", (VERIFIED_MINI,)),
        _c("link", "短信、网页打开小程序的链接", "Links that open it from outside", COMPANY_MINI),
        _c("webview", "在小程序里打开网页", "Web pages inside it", COMPANY_MINI),
        _c("pay", "微信支付", "WeChat Pay", (VERIFIED_MINI,)),
    ),
}  # fmt: skip


def place_of(type_: str, *, verified: bool) -> str:
    """The column of the table an account belongs to."""
    return f"{type_}+" if verified and type_ != PERSONAL else type_


def abilities(kind: str, type_: str, *, verified: bool) -> list[Able]:
    """Everything of an account's kind, with what is missing where it may not."""
    place = place_of(type_, verified=verified)
    return [Able(one, place in one.among, _missing(kind, place, one.among)) for one in TABLE[kind]]


def _missing(kind: str, place: str, among: tuple[str, ...]) -> str:
    """The smallest change that would make it possible."""
    if place in among:
        return ""
    if f"{place}+" in among:
        return "verify"
    if place == PERSONAL:
        return "company"
    return "service" if kind == "oa" else "company"


def fits(kind: str, type_: str) -> bool:
    """Whether such an account exists."""
    return type_ in ({"subscription", "service", PERSONAL} if kind == "oa" else {"mini", PERSONAL})
