"""Shelves of the demo shops: categories, specs with prices and stock, one thing running out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product as every

from keliu.catalog.models import Category, Product, Sku
from keliu.catalog.services import stock

USUAL = 40  # pieces of what has no line below


@dataclass(frozen=True)
class Shelf:
    """A product's category, and its specs with what every combination costs more or has left."""

    category: str
    specs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fen: tuple[int, ...] = (0,)  # above the product's price, by combination
    left: tuple[int | None, ...] = (USUAL,)
    member_off: int = 0  # what members pay less, in fen
    words: str = ""


CHERRIES = (
    "<h3>今天到的是哪一批</h3>"
    "<p>智利空运,<strong>果径 28 毫米以上</strong>,早上到店、当日分装。</p>"
    "<ul><li>两斤一盒,适合两三个人</li><li>五斤一箱,送人体面</li></ul>"
    "<p>收到有坏果,拍照发来,<strong>坏一赔一</strong>。</p>"
)
BOX = (
    "<p>广式与苏式各四味,礼盒可烫金定制,50 份起送货上门。</p>"
    "<h3>里面有什么</h3><ul><li>广式:莲蓉、五仁、豆沙、蛋黄</li>"
    "<li>苏式:鲜花、椒盐、枣泥、火腿</li></ul><p>企业采购可开专票,请在备注里写抬头。</p>"
)
SHELVES = {
    "砂糖橘": Shelf("时令水果", {"包装": ("五斤装", "十斤装")}, (0, 3300), (42, 18), 300),
    "车厘子": Shelf(
        "时令水果", {"果径": ("28 毫米", "30 毫米"), "包装": ("两斤盒", "五斤箱")},
        (0, 15000, 3000, 20000), (26, 9, 14, 0), 800, CHERRIES,
    ),
    "麒麟西瓜": Shelf("时令水果", {"切法": ("整个", "半个")}, (0, -1300), (15, 30)),
    "红富士苹果": Shelf("时令水果", left=(33,)),
    "阳光玫瑰": Shelf("时令水果", left=(3,), member_off=500),
    "水果拼盘": Shelf("下午茶", left=(None,)),
    "中秋礼盒": Shelf("礼盒", {"规格": ("标准", "臻选")}, (0, 12000), (120, 60), 2000, BOX),
    "远航年货礼盒": Shelf("礼盒", left=(80,)),
    "端午粽礼": Shelf("礼盒", left=(4,)),
    "红酒双支礼盒": Shelf("礼盒"),
    "明前龙井": Shelf("茶与咖啡", {"净重": ("100 克", "250 克")}, (0, 58000), (64, 22), 3000),
    "桂花乌龙": Shelf("茶与咖啡"),
    "挂耳咖啡": Shelf("茶与咖啡", {"烘焙": ("浅烘", "中烘", "深烘")}, (0, 0, 0), (30, 48, 25)),
    "手工曲奇罐": Shelf("点心与蜂蜜"),
    "蜂蜜双瓶装": Shelf("点心与蜂蜜"),
    "鲜果篮": Shelf("点心与蜂蜜", left=(None,)),
    "保温杯": Shelf(
        "办公好物", {"颜色": ("雾白", "墨绿"), "容量": ("480 毫升", "750 毫升")},
        (0, 3000, 0, 3000), (50, 20, 35, 12),
    ),
    "会议伴手礼": Shelf("办公好物", left=(None,)),
}  # fmt: skip


def arrange(rows: Iterable[Product]) -> None:
    """Categories and specs of products that are about to be written."""
    known: dict[str, Category] = {}
    for row in rows:
        shelf = SHELVES.get(row.name)
        if shelf is None:
            continue
        if shelf.category not in known:
            made = Category(name=shelf.category, position=len(known) + 1, created_at=row.created_at)
            made.save(force_insert=True)
            known[shelf.category] = made
        row.category = known[shelf.category]
        row.specs = [{"name": name, "values": list(vs)} for name, vs in shelf.specs.items()]
        row.description = shelf.words or row.description
        row.price_fen += min(shelf.fen)


def stock_up(rows: Iterable[Product]) -> None:
    """What can be bought of them, with the first line of every stock."""
    made = Sku.objects.bulk_create([sku for row in rows for sku in _skus(row)])
    stock.opened([sku for sku in made if sku.stock is not None])


def _skus(row: Product) -> list[Sku]:
    shelf = SHELVES.get(row.name, Shelf(""))
    lists: Sequence[Sequence[str]] = [one["values"] for one in row.specs]
    base = row.price_fen - min(shelf.fen)
    return [
        Sku(
            product=row, values=list(values), position=at, price_fen=base + shelf.fen[at],
            member_price_fen=base + shelf.fen[at] - shelf.member_off if shelf.member_off else None,
            stock=shelf.left[at], created_at=row.created_at, updated_at=row.created_at,
        )
        for at, values in enumerate(every(*lists))
    ]  # fmt: skip
