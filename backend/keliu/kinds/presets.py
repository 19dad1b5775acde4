"""行业模板: the fields that a trade usually wants, ready after one choice.

Slugs are fixed, so that applying a template again adds only what is missing.
"""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Wanted:
    """One field of a template."""

    kind: str
    slug: str
    label: str
    type: str
    choices: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Any]:
        """The field as somebody would define it."""
        chosen = [{"value": f"o{at}", "label": one} for at, one in enumerate(self.choices, start=1)]
        known = {"label": self.label, "type": self.type, "slug": self.slug, **self.more}
        return {**known, "choices": chosen} if chosen else known


def _c(slug: str, label: str, type_: str, *choices: str, **more: Any) -> Wanted:
    return Wanted("customer", slug, label, type_, choices, more)


def _p(slug: str, label: str, type_: str, *choices: str, **more: Any) -> Wanted:
    return Wanted("product", slug, label, type_, choices, more)


def _o(slug: str, label: str, type_: str, *choices: str, **more: Any) -> Wanted:
    return Wanted("opportunity", slug, label, type_, choices, more)


PRESETS: dict[str, tuple[Wanted, ...]] = {
    "fruit": (
        _c("taste", "口味偏好", "multi", "偏甜", "偏酸", "脆的", "软的", "不吃榴莲"),
        _c("delivery", "送货方式", "single", "自己来取", "送到小区门口", "送上门"),
        _p("origin", "产地", "text", max_length=20),
        _p("season_to", "这季卖到", "date"),
    ),
    "food": (
        _c("taste", "口味忌口", "multi", "不吃辣", "微辣", "清真", "素食", "不放香菜"),
        _c("party", "常来几个人", "number", least=1, most=200),
        _c("seat", "喜欢坐哪", "single", "大厅", "靠窗", "包间"),
        _p("spicy", "辣度", "single", "不辣", "微辣", "中辣", "特辣"),
    ),
    "beauty": (
        _c("skin", "肤质", "single", "干性", "油性", "混合", "敏感"),
        _c("care", "关注的项目", "multi", "补水", "祛斑", "抗衰", "身体", "美甲", "美发"),
        _c("allergy", "过敏史", "long_text", max_length=300),
        _c("beautician", "固定技师", "person"),
        _p("minutes", "时长(分钟)", "number", least=5, most=600),
    ),
    "education": (
        _c("grade", "年级", "single", "学龄前", "小学", "初中", "高中", "大学", "成人"),
        _c("school", "学校", "text", max_length=40),
        _c("subjects", "想学什么", "multi", "语文", "数学", "英语", "音乐", "美术", "体育"),
        _c("trial_on", "试听日期", "date"),
        _p("lessons", "课时数", "number", least=1, most=1000),
    ),
    "hardware": (
        _c("settle", "结账方式", "single", "现结", "月结", "货到付款"),
        _c("credit", "赊账额度", "money", least=0),
        _p("model", "规格型号", "text", max_length=60),
        _p("shelf", "货架位置", "text", max_length=20),
    ),
    "b2b": (
        _c("size", "公司规模", "single", "20 人以下", "20–99 人", "100–499 人", "500 人以上"),
        _c("settle", "结账方式", "single", "预付", "货到付款", "月结 30 天", "月结 60 天"),
        _c("needs", "采购品类", "multi", "礼盒", "办公用茶", "茶歇", "员工福利", "定制"),
        _c("budget", "年度预算", "money", least=0),
        _c("member_number", "客户编号", "text", max_length=20, unique=True),
        _c("site", "公司网址", "link"),
        _o("channel", "成交渠道", "single", "直销", "代理", "招投标"),
        _o("delivery_on", "要求交货日", "date"),
        _p("lead_days", "备货天数", "number", least=0, most=365),
    ),
    "other": (
        _c("prefers", "喜好", "text", max_length=100),
        _c("found_by", "怎么知道我们的", "single", "朋友介绍", "路过", "网上看到", "老客户"),
    ),
}
