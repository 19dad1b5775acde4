"""Tags, rules and segments of the examples."""

from typing import Any

from keliu.catalog.models import Category
from keliu.config.seed.world import World
from keliu.customers.models import Customer
from keliu.kit import actor
from keliu.kit.actor import Actor
from keliu.tags import public as tags
from keliu.tags.models import Tag, TagGroup, TagLink

GROUPS: dict[str, tuple[tuple[str, bool, dict[str, str]], ...]] = {
    "company": (
        ("采购意向", True, {"意向高": "red", "意向中": "orange", "意向低": "slate"}),
        ("关注点", False, {"看重价格": "blue", "看重交期": "teal", "看重品质": "green"}),
        ("状态", False, {"待唤醒": "violet", "正在看": "orange"}),
    ),
    "shop": (
        ("口味", False, {"爱吃甜": "pink", "爱吃酸": "green", "只买进口": "violet"}),
        ("习惯", False, {"送货上门": "blue", "常来": "teal"}),
    ),
}
RULES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("很久没联系", "待唤醒", {"field": "last_followup_at", "op": "before_days", "value": 30}),
    ("最近来看过", "正在看", {"field": "last_visit_at", "op": "within",
                      "value": {"last": 7, "unit": "day"}}),
)  # fmt: skip
SEGMENTS: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("A 级重要客户", {"field": "level", "op": "is", "value": "A"}, "季度拜访名单"),
    ("最近 7 天来看过名片", {"field": "last_visit_at", "op": "within",
                      "value": {"last": 7, "unit": "day"}}, ""),
    ("有商机没成交", {"field": "deal_state", "op": "is", "value": "open"}, "周会逐个过"),
)  # fmt: skip
SOME = 400
MOST_INTERESTS = 3


def fill(place: World) -> None:
    """Groups and tags, a few of them on customers, two rules, three segments."""
    company = place.profile.mode == "company"
    boss = place.staff[place.profile.people[0].name]
    with actor.acting(Actor(boss.pk, boss.name)):
        names = _groups("company" if company else "shop")
        _hang(names)
        if company:
            for name, tag, filter_ in RULES:
                tags.rule_add(
                    name=name, kind="customer", tag_id=names[tag].pk, filter=filter_,
                    takes_back=True,
                )  # fmt: skip
            _interests()
            for name, filter_, note in SEGMENTS:
                tags.segment_add(name=name, kind="customer", filter=filter_, note=note)


def _interests() -> None:
    """What people keep looking at, as tags that come and go by themselves."""
    shelves = Category.objects.filter(deleted_at__isnull=True).order_by("position", "id")
    group = tags.group_add(name="兴趣", exclusive=False)
    for shelf in shelves[:MOST_INTERESTS]:
        tag = tags.tag_add(group=group, name=f"感兴趣:{shelf.name}"[:20], color="pink")
        wish = {"ids": [str(shelf.pk)], "days": 30, "views": 3, "seconds": 0}
        tags.rule_add(
            name=f"常看{shelf.name}",
            kind="customer",
            tag_id=tag.pk,
            filter={"field": "looked_categories", "op": "looked", "value": wish},
            takes_back=True,
        )


def _groups(mode: str) -> dict[str, Tag]:
    made = {}
    for name, exclusive, colors in GROUPS[mode]:
        group = TagGroup.objects.filter(name=name).first()
        group = group or tags.group_add(name=name, exclusive=exclusive)
        known = {row.name: row for row in Tag.objects.filter(name__in=colors)}
        for tag, color in colors.items():
            made[tag] = known.get(tag) or tags.tag_add(group=group, name=tag, color=color)
    return made


def _hang(names: dict[str, Tag]) -> None:
    """Every first few customers get one tag in turn."""
    chosen = [tag for name, tag in names.items() if name not in {"待唤醒", "正在看"}]
    ids = Customer.objects.alive().order_by("-updated_at").values_list("id", flat=True)[:SOME]
    TagLink.objects.bulk_create(
        TagLink(tag_id=chosen[at % len(chosen)].pk, kind="customer", record_id=one)
        for at, one in enumerate(ids)
        if at % 3 != 2
    )
