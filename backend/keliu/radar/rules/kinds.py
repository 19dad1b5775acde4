"""The dictionary of events: every kind with its words, its weight and what it needs."""

from dataclasses import dataclass

VIEW, PRODUCT, SHARE, SHARE_OPEN, CONTACT = "view", "product", "share", "share_open", "contact"
ORDER = "order"
LINES = (VIEW, PRODUCT, SHARE, SHARE_OPEN, CONTACT, ORDER)
CARD_OBJECT, PRODUCT_OBJECT = "card", "product"
OBJECTS = (CARD_OBJECT, PRODUCT_OBJECT)


@dataclass(frozen=True)
class Kind:
    """One kind of event. `line` is how the feed shows it, `does` the words of its sentence.

    `needs` names the object kind it can not do without; `views` marks looking at something (counted
    as an interest), `leaves` the end of looking (only adds time). `ours`: no phone sends it, it is
    noted here when it is true.
    """

    name: str
    zh: str
    en: str
    line: str
    heat: int
    does: str
    advice: str
    needs: str = ""
    views: bool = False
    leaves: bool = False
    ours: bool = False


WAIT = "刚来,先看看对方关心什么"
TALK = "正在看产品,可以发一份介绍"
REACH = "对方拿到了您的联系方式,主动打个招呼"

KINDS = {
    kind.name: kind
    for kind in (
        Kind("card_view", "看名片", "Viewed the card", VIEW, 1, "看了名片", WAIT, views=True),
        Kind("card_leave", "离开名片", "Left the card", VIEW, 0, "看了名片", WAIT, leaves=True),
        Kind("product_view", "看产品", "Viewed a product", PRODUCT, 3, "看了 {object}", TALK,
             needs=PRODUCT_OBJECT, views=True),
        Kind("product_leave", "离开产品", "Left a product", PRODUCT, 0, "看了 {object}", TALK,
             needs=PRODUCT_OBJECT, leaves=True),
        Kind("list_view", "看产品列表", "Viewed the list", VIEW, 1, "看了产品列表", TALK),
        Kind("share", "转发", "Forwarded", SHARE, 5, "转发了{object}",
             "谢谢对方的转发,问问是给谁看的"),
        Kind("share_open", "打开转发", "Opened a forward", SHARE_OPEN, 3,
             "打开了{sharer}转发的{object}", "熟人带来的客人,提一句介绍人更亲切"),
        Kind("phone_tap", "点电话", "Tapped the phone", CONTACT, 10, "点了电话",
             "可能正要打来,请留意来电"),
        Kind("contact_save", "存通讯录", "Saved the contact", CONTACT, 8,
             "把名片存进了通讯录", REACH),
        Kind("wechat_copy", "复制微信", "Copied the WeChat id", CONTACT, 8, "复制了微信号", REACH),
        Kind("address_tap", "看地址", "Opened the address", CONTACT, 5, "看了地址",
             "可能想上门,问问方便的时间"),
        Kind("email_tap", "点邮箱", "Tapped the e-mail", CONTACT, 5, "点了邮箱", REACH),
        Kind("company_view", "看公司介绍", "Viewed the company", VIEW, 1, "看了公司介绍", WAIT),
        Kind("picture_view", "看大图", "Viewed a picture", VIEW, 1, "看了大图", TALK),
        Kind("tag_like", "点赞标签", "Liked a tag", VIEW, 2, "给标签点了赞", "谢谢对方的认可"),
        Kind("consent_given", "同意记录", "Agreed", VIEW, 2, "同意了记住浏览",
             "愿意留下称呼,值得认真接待"),
        Kind("order_placed", "下单", "Placed an order", ORDER, 8, "下了单{money}",
             "还没付款,问问需不需要帮忙", ours=True),
        Kind("order_paid", "付款", "Paid", ORDER, 10, "付款{money}",
             "谢谢对方,说好什么时候发货或来取", ours=True),
    )
}  # fmt: skip
OFTEN = 3
OFTEN_ADVICE = "反复在看同一个产品,现在联系正合适"

HOT_FROM = 10
HOT_HOURS = 24
WARM_MS, MOST_DWELL_POINTS = 30_000, 5


def is_hot(heat: int, dwell_ms: int) -> bool:
    """Whether a visit deserves a call now: its deeds, and a point per half minute of looking."""
    return heat + min(dwell_ms // WARM_MS, MOST_DWELL_POINTS) >= HOT_FROM


def advice(kind: str, times: int) -> str:
    """What to do about it."""
    known = KINDS[kind]
    return OFTEN_ADVICE if known.line == PRODUCT and times >= OFTEN else known.advice
