"""The dictionary of events: every kind with its words, its weight and what it needs."""

from dataclasses import dataclass

VERSION = 2  # grows whenever a kind is added; no kind is ever taken out or renamed

VIEW, PRODUCT, SHARE, SHARE_OPEN, CONTACT = "view", "product", "share", "share_open", "contact"
ORDER, TALKING, BOOKING, SITE = "order", "talk", "booking", "site"
LINES = (VIEW, PRODUCT, SHARE, SHARE_OPEN, CONTACT, ORDER, TALKING, BOOKING, SITE)
CARD_OBJECT, PRODUCT_OBJECT, MOMENT_OBJECT = "card", "product", "moment"
SERVICE_OBJECT, PAGE_OBJECT, FILE_OBJECT, FORM_OBJECT = "service", "page", "file", "form"
# What an event can be about, and what it is called while its name is not known.
NOUNS = {
    CARD_OBJECT: "名片",
    PRODUCT_OBJECT: "产品",
    MOMENT_OBJECT: "动态",
    SERVICE_OBJECT: "服务",
    PAGE_OBJECT: "页面",
    FILE_OBJECT: "文件",
    FORM_OBJECT: "表单",
}
OBJECTS = tuple(NOUNS)


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
    since: int = 1  # the version of the dictionary that brought it


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
        Kind("video_play", "看视频", "Played a video", VIEW, 2, "看了视频", TALK, since=2),
        Kind("voice_play", "听语音", "Played the greeting", VIEW, 2, "听了语音介绍", WAIT, since=2),
        Kind("file_view", "看文件", "Viewed a file", VIEW, 3, "看了 {object}", TALK,
             needs=FILE_OBJECT, views=True, since=2),
        Kind("article_view", "看文章", "Viewed an article", VIEW, 2, "看了 {object}", TALK,
             needs=PAGE_OBJECT, views=True, since=2),
        Kind("article_leave", "离开文章", "Left an article", VIEW, 0, "看了 {object}", TALK,
             needs=PAGE_OBJECT, leaves=True, since=2),
        Kind("poster_save", "存海报", "Saved a poster", SHARE, 5, "保存了{object}的海报",
             "可能要发给朋友,问问需不需要帮忙", since=2),
        Kind("holder_add", "收进名片夹", "Kept the card", CONTACT, 6, "把名片收进了名片夹",
             REACH, since=2),
        Kind("card_exchange", "交换名片", "Exchanged cards", CONTACT, 10, "和您交换了名片",
             "对方留下了联系方式,趁热打个招呼", since=2),
        Kind("call_made", "打电话", "Called", CONTACT, 10, "拨打了您的电话",
             "通话后记一笔跟进", since=2),
        Kind("link_tap", "点链接", "Tapped a link", VIEW, 2, "点开了名片上的链接", WAIT, since=2),
        Kind("moment_view", "看动态", "Viewed a post", VIEW, 1, "看了动态:{object}", TALK,
             needs=MOMENT_OBJECT, views=True, since=2),
        Kind("moment_like", "点赞动态", "Liked a post", VIEW, 3, "赞了动态:{object}",
             "谢谢对方的认可", needs=MOMENT_OBJECT, since=2),
        Kind("shop_view", "逛店铺", "Viewed the shop", VIEW, 2, "逛了店铺", TALK, since=2),
        Kind("shop_leave", "离开店铺", "Left the shop", VIEW, 0, "逛了店铺", TALK,
             leaves=True, since=2),
        Kind("category_view", "看分类", "Viewed a category", VIEW, 1, "看了一类产品", TALK,
             since=2),
        Kind("search", "搜索", "Searched", PRODUCT, 2, "搜索了产品",
             "在找东西,问问想要什么", since=2),
        Kind("cart_add", "放进购物车", "Added to the cart", ORDER, 6, "把 {object} 放进了购物车",
             "有意购买,问问还有什么顾虑", needs=PRODUCT_OBJECT, since=2),
        Kind("checkout", "去结算", "Went to pay", ORDER, 8, "打开了结算页{money}",
             "快要下单了,需要时帮一把", since=2),
        Kind("coupon_view", "看优惠", "Viewed an offer", PRODUCT, 3, "看了优惠",
             "在意价格,可以说说现在的优惠", since=2),
        Kind("service_view", "看服务", "Viewed a service", BOOKING, 3, "看了服务:{object}",
             "可以问问方便的时间", needs=SERVICE_OBJECT, views=True, since=2),
        Kind("service_leave", "离开服务", "Left a service", BOOKING, 0, "看了服务:{object}",
             "可以问问方便的时间", needs=SERVICE_OBJECT, leaves=True, since=2),
        Kind("booking_view", "看预约", "Viewed booking times", BOOKING, 4, "看了可预约的时间",
             "想约时间,可以主动帮忙安排", since=2),
        Kind("booking_made", "预约", "Booked", BOOKING, 10, "预约了服务",
             "确认时间,说清楚要准备什么", ours=True, since=2),
        Kind("chat_open", "打开聊天", "Opened the chat", TALKING, 4, "打开了聊天窗口",
             "可能有话要问,请留意消息", since=2),
        Kind("chat_sent", "发消息", "Wrote a message", TALKING, 10, "发来了消息",
             "正在等您回复", ours=True, since=2),
        Kind("form_view", "看表单", "Viewed a form", TALKING, 2, "打开了表单:{object}", WAIT,
             needs=FORM_OBJECT, views=True, since=2),
        Kind("form_sent", "交表单", "Sent a form", TALKING, 10, "提交了表单:{object}",
             "看看填了什么,尽快联系", ours=True, since=2),
        Kind("menu_tap", "点菜单", "Tapped a menu", TALKING, 2, "点了公众号菜单", WAIT,
             ours=True, since=2),
        Kind("follow", "关注", "Followed", TALKING, 5, "关注了公众号",
             "欢迎一下,说说能帮什么忙", ours=True, since=2),
        Kind("unfollow", "取消关注", "Unfollowed", TALKING, 0, "取消了关注公众号",
             "回想一下最近发了什么", ours=True, since=2),
        Kind("site_view", "看官网", "Viewed the website", SITE, 2, "看了官网:{object}", TALK,
             needs=PAGE_OBJECT, views=True, since=2),
        Kind("site_leave", "离开官网", "Left the website", SITE, 0, "看了官网:{object}", TALK,
             needs=PAGE_OBJECT, leaves=True, since=2),
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
