"""The demo shops' fronts, what their people have posted, and how often codes were opened."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from keliu.catalog.models import CardCode, CodeDay, Product
from keliu.config.seed.world import World
from keliu.kit import clock
from keliu.shopfront.models import FrontEdition, Moment, ShopFront

DAYS = 30
COMPANY = (
    ("中秋礼盒的新盒型到了,烫金更稳,开盖有缎带。样品在展厅,路过可以摸一摸。", 1, True),
    ("今天给一家律所送了 200 份年货礼盒,贺卡逐张手写,行政小姐姐说省了两天。", 1, False),
    ("明前龙井今年雨水少,产量不大,要留的早点说。", 1, False),
    ("周五下午展厅有品鉴会,六款新茶,坐下慢慢喝。", 0, False),
)
SHOP = (
    ("早上六点到的车厘子,一颗一颗挑过,坏果不上架。", 1, True),
    ("麒麟西瓜又到一车,半个也卖,切好的当天吃完。", 1, False),
    ("下雨天可以送到楼下,满 39 元免送费。", 0, False),
)
LIKES = (23, 11, 8, 5)


def fill(place: World) -> None:
    """Runs when goods, bookings and card codes are there."""
    products = list(Product.objects.alive().filter(state="on").order_by("position", "id")[:8])
    _moments(place, products)
    _front(place, products)
    _days(place)


def _moments(place: World, products: Sequence[Product]) -> None:
    said = COMPANY if place.sellers else SHOP
    people = place.sellers or list(place.staff.values())
    now = place.calendar.now
    Moment.objects.bulk_create(
        Moment(
            owner=people[number % len(people)],
            department_id=people[number % len(people)].department_id,
            text=text,
            picture_ids=products[number].picture_ids[:pictures],
            product=products[number] if pictures else None,
            pinned=pinned,
            state=Moment.State.SHOWN,
            likes=LIKES[number],
            created_at=now - timedelta(days=number * 2, hours=number + 1),
            updated_at=now - timedelta(days=number * 2, hours=number + 1),
        )
        for number, (text, pictures, pinned) in enumerate(said)
    )


def _front(place: World, products: Sequence[Product]) -> None:
    blocks = list(_blocks(place, products))
    edition = FrontEdition.objects.create(
        number=1, blocks=blocks, state=FrontEdition.State.PUBLISHED,
        by_id=next(iter(place.staff.values())).pk,
    )  # fmt: skip
    ShopFront.objects.create(blocks=blocks, shown=edition, last_number=1, version=3)


def _link(kind: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "id": None, "page": None, "to": "", **more}


def _blocks(place: World, products: Sequence[Product]) -> Iterator[dict[str, Any]]:
    """As the editor would have saved them."""
    first = [row for row in products if row.picture_ids][:3]
    notice = "工作日 17 点前下单,当天发货" if place.sellers else "每天 7:30 开门,坏果包赔"
    yield {"id": "banner1", "type": "banner", "title": "", "slides": [
        {"picture_id": str(row.picture_ids[0]), "link": _link("product", id=str(row.pk))}
        for row in first[:2]
    ]}  # fmt: skip
    yield {"id": "notice1", "type": "notice", "title": "", "text": notice}
    yield {"id": "links1", "type": "links", "title": "", "items": [
        {"label": label, "icon": icon, "picture_id": None, "link": _link("page", page=page)}
        for label, icon, page in (("全部商品", "goods", "goods"), ("预约", "calendar", "bookings"),
                                  ("会员卡", "member", "member"), ("订单", "gift", "orders"))
    ]}  # fmt: skip
    yield {"id": "promotions1", "type": "promotions", "title": "会员更划算", "lines": [
        {"product_id": str(row.pk), "words": words}
        for row, words in zip(first, ("两份起送贺卡", "本周新到", "老客户常买"), strict=False)
    ]}  # fmt: skip
    yield {"id": "products1", "type": "products", "title": "大家在买", "source": "all",
           "product_ids": [], "category_id": None, "layout": "grid", "most": 6}  # fmt: skip
    yield {"id": "moments1", "type": "moments", "title": "动态", "most": 3}
    yield {"id": "contact1", "type": "contact", "title": "来找我们", "name": place.merchant.name,
           "address": "上海市长宁区江苏路 398 号", "phone": "021-62250000", "hours": notice[:20],
           "lat": 31.2203, "lng": 121.4305}  # fmt: skip


def _days(place: World) -> None:
    """The opens of every code, spread over the last days; they add up to its counter."""
    today = clock.local_day(_now(place), place.merchant.timezone)
    found: list[CodeDay] = []
    for code_id, opens in CardCode.objects.filter(opens__gt=0).values_list("id", "opens"):
        each, rest = divmod(opens, DAYS)
        for back in range(DAYS):
            count = each + (1 if back < rest else 0)
            if count:
                day = today - timedelta(days=back)
                found.append(CodeDay(code_id=code_id, day=day, opens=count))
    CodeDay.objects.bulk_create(found)


def _now(place: World) -> datetime:
    return place.calendar.now
