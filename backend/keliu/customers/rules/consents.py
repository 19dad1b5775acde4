"""The texts people agree to, and what somebody is called who keeps their name."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Purpose:
    """One thing a visitor may agree to, in the words they see."""

    code: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    asked: str = "card"
    """When it is asked for: `card` by the first look at one, `order` by the first order,
    `exchange` by handing one's own card back."""

    @property
    def text_hash(self) -> str:
        """What proves later which words were agreed to."""
        words = "\n".join([self.title_zh, self.text_zh, self.title_en, self.text_en])
        return hashlib.sha256(words.encode()).hexdigest()


CONSENT_VERSION = "2026-11-21"
PURPOSES = {
    item.code: item
    for item in (
        Purpose(
            "radar",
            "记住您看过什么",
            "Remember what you looked at",
            "记录您在这张名片里看过的页面、停留时间和转发,让为您服务的人更懂您的需要。可以随时撤回。",
            "Keep which pages of this card you viewed, for how long, and what you forwarded, so "
            "that the person serving you knows what you need. You can withdraw at any time.",
        ),
        Purpose(
            "profile",
            "使用您的微信昵称和头像",
            "Use your WeChat name and picture",
            "用您的微信昵称和头像称呼您,不会读取好友、手机号和聊天。可以随时撤回。",
            "Address you by your WeChat name and picture. Friends, phone number and chats are not "
            "read. You can withdraw at any time.",
        ),
        Purpose(
            "order",
            "办理您的订单和预约",
            "Handle your orders and bookings",
            "用您的微信身份认出您的订单、预约和会员,保存您填写的姓名、电话和地址,只用来办理这些事。"
            "可以随时撤回。",
            "Recognise your orders, bookings and membership by your WeChat identity and keep the "
            "name, phone and address you enter, to handle these and nothing else. You can "
            "withdraw at any time.",
            asked="order",
        ),
        Purpose(
            "exchange",
            "把我的名片递给对方",
            "Hand over my own card",
            "把您填写的姓名、手机号、公司和职位交给这家商户,方便以后联系您。"
            "可以随时撤回,撤回后这些内容从商户那里删掉。",
            "Give this merchant the name, phone, company and position you enter, so that they can "
            "reach you. You can withdraw at any time; what you gave is then removed there.",
            asked="exchange",
        ),
    )
}

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that look alike


def visitor_name(customer_id: int) -> str:
    """访客 and a short code: what somebody is called who keeps their name to themselves."""
    number, code = hashlib.sha256(str(customer_id).encode()).digest(), ""
    for byte in number[:4]:
        code += CODE_LETTERS[byte % len(CODE_LETTERS)]
    return f"访客{code}"
