"""Who the two seeded merchants are: people, products, and how much of everything."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """A member of staff; `sells` means customers, cards and opportunities are theirs."""

    name: str
    login: str
    role: str
    title: str
    department: str | None = None
    leads: bool = False
    sells: bool = False
    has_card: bool = False


@dataclass(frozen=True)
class Good:
    """A product: what it is, what it costs, and which drawing shows it."""

    name: str
    summary: str
    description: str
    price_fen: int
    unit: str
    drawing: str
    tones: tuple[str, str, str]
    on: bool = True


@dataclass(frozen=True)
class Profile:
    """One merchant to be seeded."""

    key: str  # which of the seeded merchants it is, see `marks`
    name: str
    short: str
    trade: str
    mode: str
    color: str
    address: str
    mail: str
    people: tuple[Person, ...]
    goods: tuple[Good, ...]
    amounts_yuan: tuple[int, int]
    companies: float  # share of customers who work for a company


COMPANY_PEOPLE = (
    Person("王总", "wangzong", "owner", "总经理", has_card=True),
    Person("周经理", "zhou", "manager", "华东部经理", "华东部", leads=True, has_card=True),
    Person("陈经理", "chen", "manager", "华南部经理", "华南部", leads=True, has_card=True),
    Person("林经理", "lin", "manager", "渠道部经理", "渠道部", leads=True, has_card=True),
    Person("小李", "xiaoli", "sales", "客户经理", "上海组", sells=True, has_card=True),
    Person("小赵", "xiaozhao", "sales", "客户经理", "上海组", sells=True, has_card=True),
    Person("小钱", "xiaoqian", "sales", "高级客户经理", "杭州组", sells=True, has_card=True),
    Person("小孙", "xiaosun", "sales", "客户经理", "广州组", sells=True, has_card=True),
    Person("小郑", "xiaozheng", "sales", "客户经理", "广州组", sells=True, has_card=True),
    Person("小何", "xiaohe", "sales", "客户经理", "深圳组", sells=True, has_card=True),
    Person("小马", "xiaoma", "sales", "渠道经理", "渠道部", sells=True, has_card=True),
    Person("小罗", "xiaoluo", "sales", "渠道经理(月底离职)", "渠道部", sells=True, has_card=True),
    Person("小吴", "xiaowu", "service", "客服专员", "客户服务部"),
    Person("小唐", "xiaotang", "service", "客服专员", "客户服务部"),
)
RED, TEAL, AMBER, GREEN, PLUM, INK = (
    ("#B8434B", "#F3D9CF", "#E0A458"),
    ("#137A63", "#E6F1EC", "#D9B26F"),
    ("#C97B2B", "#FBEBD3", "#8C4A1F"),
    ("#5B8C5A", "#EAF2E3", "#C9A227"),
    ("#7A4E7E", "#F0E6F1", "#D9A5B3"),
    ("#35506B", "#E3EAF1", "#D98A5B"),
)
COMPANY_GOODS = (
    Good("中秋礼盒", "八味月饼配桂花乌龙,可印公司标志",
         "广式与苏式各四味,礼盒可烫金定制,50 份起送货上门。", 26800, "盒", "gift_box", RED),
    Good("远航年货礼盒", "坚果、茶、糖果一盒装齐",
         "六款坚果、两款糖果和一罐红茶,适合员工福利和客户拜年。", 32800, "盒", "gift_box", AMBER),
    Good("明前龙井", "杭州西湖产区,手工炒制",
         "每罐 100 克,当年明前茶,附产地证明。", 45800, "罐", "tea_tin", GREEN),
    Good("桂花乌龙", "一泡有桂花香,冷泡热饮都合适",
         "每盒 20 小包,办公室常备。", 9800, "盒", "teapot", TEAL),
    Good("鲜果篮", "当季六种水果,当日送达",
         "上午下单下午到,可写贺卡。", 19800, "篮", "fruit_basket", GREEN),
    Good("手工曲奇罐", "四种口味,罐子可以留着用",
         "黄油、抹茶、可可、蔓越莓,每罐 400 克。", 8800, "罐", "cookie_tin", INK),
    Good("挂耳咖啡", "十包一盒,三种烘焙度",
         "现烘现发,会议茶歇好帮手。", 6900, "盒", "coffee", AMBER),
    Good("蜂蜜双瓶装", "洋槐蜜与百花蜜各一瓶",
         "每瓶 500 克,玻璃瓶装,配木勺。", 15800, "套", "honey", AMBER),
    Good("保温杯", "316 不锈钢,可刻字",
         "480 毫升,六小时保温,100 个起刻字。", 12800, "个", "bottle", TEAL),
    Good("端午粽礼", "八只装,甜咸各半",
         "鲜肉、蛋黄、豆沙、蜜枣,真空包装。", 13800, "盒", "zongzi", GREEN),
    Good("会议伴手礼", "笔记本、签字笔和茶包三件套",
         "可印会议名称,两百份起。", 8600, "套", "notebook", PLUM),
    Good("红酒双支礼盒", "干红两支,配开瓶器",
         "产区直采,750 毫升两支。", 39800, "盒", "wine", RED, on=False),
)  # fmt: skip
COMPANY = Profile(
    key="company", name="远航集团", short="远航", trade="b2b", mode="company", color="#137A63",
    address="上海市浦东新区世纪大道 100 号", mail="yuanhang.example.com", people=COMPANY_PEOPLE,
    goods=COMPANY_GOODS, amounts_yuan=(3_000, 380_000), companies=0.8,
)  # fmt: skip
SHOP_GOODS = (
    Good("砂糖橘", "皮薄汁多,一口一个", "广西产地直发,五斤一箱,坏果包赔。", 3980, "箱",
         "oranges", AMBER),
    Good("车厘子", "智利进口,果径 28 毫米以上", "每盒两斤,冷链到店,当日分装。", 12800, "盒",
         "cherries", RED),
    Good("中秋礼盒", "当季六种水果配贺卡", "可代写贺卡,同城两小时送到。", 19800, "盒",
         "gift_box", RED),
    Good("麒麟西瓜", "沙瓤脆甜,切半也卖", "本地大棚,每天早上到货。", 2880, "个",
         "watermelon", GREEN),
    Good("红富士苹果", "烟台产,脆甜多汁", "每箱十斤,个头匀称。", 6800, "箱", "apples", RED),
    Good("阳光玫瑰", "有玫瑰香的青提", "一串约两斤,现剪现卖。", 4580, "串", "grapes", GREEN),
    Good("水果拼盘", "公司下午茶,十人份", "六种水果切好装盒,提前一小时订。", 16800, "份",
         "fruit_basket", TEAL),
)  # fmt: skip
SHOP = Profile(
    key="shop", name="老王水果店", short="老王水果", trade="fruit", mode="shop", color="#C96A1E",
    address="上海市静安区永和路 18 号", mail="laowang.example.com",
    people=(Person("老王", "laowang", "owner", "店主", sells=True, has_card=True),),
    goods=SHOP_GOODS, amounts_yuan=(80, 3_800), companies=0.15,
)  # fmt: skip
