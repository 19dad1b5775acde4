"""What 远航集团 said to customers lately, good and bad; and the templates it may send."""

from datetime import datetime, timedelta

from keliu.customers.models import Customer
from keliu.kit import clock
from keliu.kit.errors import KeliuError
from keliu.outreach.models import PersonDelivery
from keliu.wechat.models import Account
from keliu.wechat.services import templates

LIBRARY = (("template", "TM00017", ("订单号", "商品", "时间")), ("subscribe", "1002", ("1", "2")))
SAID = (
    ("custom", "service", "张总您好,样品今天寄出了,顺丰明天到。", "done", "", ""),
    ("custom", "reply", "您好!价格按数量来:100 件以内 9.9 元,500 件以上 8.8 元。", "done", "", ""),
    ("template", "notice", "发货通知:YH-20261121,不锈钢法兰 200 件", "done", "", "arrived"),
    ("template", "notice", "预约确认:周三下午三点,上门测量", "done", "", "blocked"),
    ("custom", "service", "报价单发您了,有问题随时找我。", "unknown", "no_answer", ""),
    ("custom", "service", "合同盖好章了,扫描件在附件里。", "unknown", "killed", ""),
    ("custom", "service", "您上次问的型号到货了。", "skipped", "window", ""),
    ("template", "marketing", "年底促销:满 5,000 减 300", "delayed", "quiet_hours", ""),
    ("subscribe", "notice", "到货提醒:DN50 法兰", "failed", "no_consent", ""),
    ("custom", "service", "收到,我马上核对库存。", "done", "", ""),
    ("template", "marketing", "新品上架:快装管件", "skipped", "opted_out", ""),
    ("custom", "reply", "营业时间:周一到周六 8:30—18:00。", "done", "", ""),
)  # fmt: skip


def some(official: Account, mini: Account) -> None:
    """Templates from the box's library, and a week of messages; once."""
    if not PersonDelivery.objects.exists():
        _messages(official)
    for account, (kind, number, words) in zip((official, mini), LIBRARY, strict=True):
        _templates(account, kind, number, words)


def _templates(account: Account, kind: str, number: str, words: tuple[str, ...]) -> None:
    if templates.living(account).exists():
        return
    try:
        templates.template_sync(account)
        templates.template_add(account, kind, number, words)
        templates.template_sync(account)
    except KeliuError:  # the box is younger than this, or away: the page begins empty
        return


def _messages(account: Account) -> None:
    owned = Customer.objects.filter(owner__isnull=False).select_related("owner")
    people = list(owned.order_by("-id")[: len(SAID)])
    now, lines = clock.now(), list(enumerate(zip(people, SAID, strict=False)))
    PersonDelivery.objects.bulk_create(
        _row(account, person, line, now - timedelta(hours=3 + 11 * number, minutes=7 * number))
        for number, (person, line) in reversed(lines)  # numbers grow with time
    )


def _row(account: Account, person: Customer, line: tuple[str, ...], at: datetime) -> PersonDelivery:
    channel, purpose, text, state, reason, result = line
    automatic = purpose == "reply"
    return PersonDelivery(
        account_id=account.pk,
        customer=person,
        channel=channel,
        purpose=purpose,
        kind="text" if channel == "custom" else channel,
        content={"kind": "text", "text": {"content": text}},
        summary=text,
        dedupe_key=f"seed:{person.pk}",
        state=state,
        reason=reason,
        result=result,
        by_id=None if automatic else person.owner_id,
        by_name="" if automatic else person.owner.name,
        created_at=at,
        release_at=at + timedelta(days=30) if state == "delayed" else None,
        claimed_at=at,
        settled_at=None if state == "delayed" else at + timedelta(seconds=1),
    )
