"""What seeded cards say beside name and number: pictures, tags, the company, the way there."""

import random
from typing import TYPE_CHECKING, Any

from keliu.catalog.models import Card, CardEdition, Product, TagLike
from keliu.catalog.services.faces import made
from keliu.catalog.services.likes import who
from keliu.platform import keys

if TYPE_CHECKING:
    from keliu.config.seed.world import World

PLACES = {"company": (31.234034, 121.507812), "shop": (31.273106, 121.451274)}
ABOUT = {
    "company": "1998 年从一间货代门市做起,今天在上海、宁波、深圳有三个仓,给两千多家工厂和商店供货。"
    "我们只卖自己验过的东西:每一批都留样,出了问题一天内给答复,换货不收运费。"
    "欢迎来世纪大道的展厅坐坐,茶已经泡好了。",
    "shop": "十二年的老店,果子每天早上从批发市场挑回来,不甜包退。"
    "附近三公里送货上门,熟客都在群里订,单位团购和年节礼盒也做。",
}
TAGS = {
    "company": ("回复快", "懂产品", "报价实在", "交货准时", "售后靠谱", "有耐心"),
    "shop": ("不甜包退", "挑得仔细", "送得快", "人实在"),
}
LINK = {"title": "看看我们的展厅", "url": "https://example.com/showroom"}
PICTURES, LIKED_CARDS = 5, 12


def story(world: "World", number: int) -> dict[str, Any]:
    """Columns of one card; neighbours differ so that five templates show five cards."""
    mode = world.profile.mode
    lat, lng = PLACES[mode]
    tags = TAGS[mode]
    turned = [*tags[number % len(tags) :], *tags[: number % len(tags)]]
    found = Product.objects.filter(pk__in=list(world.products)).order_by("position")
    drawn = [ids[0] for ids in found.values_list("picture_ids", flat=True) if ids]
    return {
        "about": ABOUT[mode],
        "tags": turned[:4],
        "lat": lat,
        "lng": lng,
        "links": [LINK] if mode == "company" else [],
        "phone2_sealed": keys.seal(Card, "phone2_sealed", f"021-5556{number % 100:02}66")
        if mode == "company" and number % 2 == 0
        else None,
        "picture_ids": [*drawn[number % 3 :], *drawn[: number % 3]][:PICTURES],
    }


def editions(cards: list[Card]) -> None:
    """What strangers see of each card is its first edition."""
    found = [made(card, 1, card.owner_id) for card in cards]
    for edition in found:
        edition.created_at = edition.card.created_at
    CardEdition.objects.bulk_create(found)


def likes(cards: list[Card]) -> None:
    """Visitors have liked the first cards' tags, each like with its row."""
    dice = random.Random(91)  # noqa: S311  the same likes in every demo
    rows = []
    for card in cards[:LIKED_CARDS]:
        for tag in card.tags:
            count = dice.randint(2, 14)
            card.likes[tag] = count
            rows += [
                TagLike(card=card, tag=tag, who=who(None, f"{card.pk}-{tag}-{at}"))
                for at in range(count)
            ]
    TagLike.objects.bulk_create(rows)
    Card.objects.bulk_update(cards[:LIKED_CARDS], ["likes"])
