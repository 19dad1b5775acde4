"""Which template fits an occasion, and what goes into its blanks. Pure.

A merchant's templates have names and blanks of WeChat's library; they are found by the words in
their titles, and filled by the words before each blank.
"""

from collections.abc import Mapping, Sequence

from keliu.wechat.rules import fitted
from keliu.wechat.rules.fields import TemplateField, takes

TITLES: Mapping[str, tuple[str, ...]] = {
    "order_paid": ("支付成功", "付款成功", "下单成功", "购买成功", "订单支付"),
    "order_shipped": ("发货", "物流", "配送"),
    "order_refunded": ("退款",),
    "booking_made": ("预约成功", "预约确认", "预约"),
    "booking_asked": ("预约提交", "预约申请", "预约"),
    "booking_moved": ("预约变更", "预约改期", "改期", "预约"),
    "booking_cancelled": ("预约取消", "取消预约", "取消"),
    "booking_reminder": ("预约提醒", "到店提醒", "预约"),
    "booking_waiting": ("候补", "预约"),
    "points": ("积分",),
    "balance": ("余额", "储值"),
    "level": ("等级", "会员"),
}
LABELS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("快递单号", "运单", "物流单号"), ("tracking",)),
    (("快递公司", "物流公司", "快递", "物流"), ("company",)),
    (("订单编号", "订单号", "编号", "单号"), ("number", "code")),
    (("预约码", "核销码", "取货码"), ("code",)),
    (("金额", "价格", "费用", "合计"), ("amount",)),
    (("时间", "日期"), ("time",)),
    (("状态", "结果", "进度"), ("state",)),
    (("姓名", "客户", "会员", "用户", "联系人"), ("customer",)),
    (("门店", "商家", "店铺", "店名", "机构"), ("shop",)),
    (("技师", "服务人员", "老师", "座位", "资源"), ("who",)),
    (("提示", "备注", "说明", "温馨", "原因"), ("tip",)),
    (
        ("商品", "产品", "服务", "项目", "内容", "名称", "类型", "事项"),
        ("goods", "service", "title"),
    ),
)
BY_KIND: Mapping[str, tuple[str, ...]] = {
    "amount": ("amount",),
    "time": ("time",),
    "date": ("time",),
    "name": ("customer",),
    "phrase": ("state",),
    "character_string": ("number", "code"),
    "thing": ("goods", "service", "title", "tip"),
}


def rank(occasion: str, title: str) -> int | None:
    """How well a template's title fits, 0 is best; None: not at all."""
    for at, word in enumerate(TITLES.get(occasion, ())):
        if word in title:
            return at
    return None


def filled(fields: Sequence[TemplateField], facts: Mapping[str, str]) -> dict[str, str] | None:
    """The data of a template; None when a blank can not be filled with what WeChat takes there."""
    data: dict[str, str] = {}
    for one in fields:
        value = fitted(one.kind, _fact(one, facts))
        if not takes(one.kind, value):
            return None
        data[one.key] = value
    return data


def _fact(field: TemplateField, facts: Mapping[str, str]) -> str:
    wanted = _named(field.label) or BY_KIND.get(field.kind, ())
    values = [facts[name] for name in wanted if facts.get(name)]
    good = [value for value in values if takes(field.kind, fitted(field.kind, value))]
    return good[0] if good else ""


def _named(label: str) -> tuple[str, ...]:
    for words, names in LABELS:
        if any(word in label for word in words):
            return names
    return ()
