"""What the examples answer by themselves when somebody writes to their official account."""

from typing import Any

from keliu.config.seed.world import World
from keliu.conversations import public as conversations
from keliu.kit import actor
from keliu.kit.actor import Actor

HOUR = 60


def _text(text: str) -> dict[str, Any]:
    return {"kind": "text", "text": text}


def _word(text: str, match: str = "contains") -> dict[str, str]:
    return {"text": text, "match": match}


def _keyword(name: str, words: list[dict[str, str]], *texts: str) -> dict[str, Any]:
    return {"kind": "keyword", "name": name, "words": words, "answers": [_text(t) for t in texts]}


REPLIES: dict[str, tuple[dict[str, Any], ...]] = {
    "company": (
        {"kind": "welcome", "name": "关注欢迎", "answers": [_text(
            "您好,这里是远航集团。\n回复“价格”看报价方式,回复“样品”申请样品,"
            "回复“人工”找到同事。工作日 9:00–18:00 有人在。")]},
        _keyword("问价格", [_word("价格"), _word("报价"), _word("多少钱")],
                 "您好,价格和数量、规格有关。请告诉我们要什么、要多少,"
                 "一个工作日内给您正式报价单。"),
        _keyword("要样品", [_word("样品"), _word("打样")],
                 "可以寄样。请回复:公司名、收件人、电话、要的型号,样品一般三天内寄出。"),
        _keyword("开发票", [_word("发票"), _word("开票")],
                 "开票请发:公司抬头、税号、邮箱。电子发票两个工作日内发到邮箱。"),
        _keyword("交期", [_word(r"(多久|几天|什么时候).*(到|发货|交货)", "regex"), _word("交期")],
                 "常备型号三天发货,定做型号一般两到三周,以合同写的日期为准。"),
        {"kind": "keyword", "name": "转人工", "words": [_word("人工"), _word("客服", "exact")],
         "answers": [_text("马上为您转给同事,请稍等。"), {"kind": "service"}]},
        {"kind": "menu", "name": "菜单:联系我们", "keys": ["contact"], "answers": [_text(
            "销售热线工作日 9:00–18:00 有人接听。也可以直接在这里留言,我们看到就回。")]},
        {"kind": "default", "name": "下班以后", "from_minute": 18 * HOUR, "to_minute": 9 * HOUR,
         "cooldown": 6 * HOUR, "answers": [_text(
             "您的消息收到了。现在是休息时间,明早 9 点以后同事会回您。")]},
        {"kind": "default", "name": "上班时间", "from_minute": 9 * HOUR, "to_minute": 18 * HOUR,
         "cooldown": HOUR, "answers": [_text(
            "您的消息收到了,同事正在看,稍后回您。急事请回复“人工”。")]},
    ),
    "shop": (
        {"kind": "welcome", "name": "关注欢迎", "answers": [_text(
            "欢迎来到老王水果店。回复“价格”看今天的价,回复“地址”找到我们,满 50 元送到家。")]},
        _keyword("今天价格", [_word("价格"), _word("多少钱"), _word("怎么卖")],
                 "今天的价都写在名片的产品里,早上进的货,当天卖完。要什么直接说,给您留着。"),
        _keyword("在哪里", [_word("地址"), _word("在哪"), _word("怎么走")],
                 "菜市场东门进来第三家,早上 7 点到晚上 9 点。"),
        _keyword("送货", [_word("送货"), _word("外送"), _word("送到")],
                 "三公里内满 50 元送到家,不满收 5 元。下午 5 点前下单当天到。"),
        {"kind": "default", "name": "没对上", "cooldown": 2 * HOUR, "answers": [_text(
            "看到啦,忙完就回您。着急就打名片上的电话。")]},
    ),
}  # fmt: skip
USUAL: dict[str, Any] = {
    "account_id": None, "words": [], "keys": [], "pick": "all", "days": [], "from_minute": None,
    "to_minute": None, "cooldown": 0, "enabled": True,
}  # fmt: skip


def fill(place: World) -> None:
    """Welcome, words, menu and default of one merchant, in the order in which they are asked."""
    boss = place.staff[place.profile.people[0].name]
    with actor.acting(Actor(boss.pk, boss.name)):
        for one in REPLIES[place.profile.key]:
            conversations.reply_add(fields={**USUAL, **one})
