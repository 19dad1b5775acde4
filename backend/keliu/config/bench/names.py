"""People and companies of a crowd, named as often as in life.

Surnames and given names are drawn apart from each other with the weights they have among a billion
people (王 7 %, 王伟 about one in five thousand); brands are combined, so that companies differ.
"""

import random
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from keliu.config.seed import words as said

FIRST_SHARES = (7.2, 7.0, 6.7, 5.2, 4.5, 3.1, 2.2, 2.2, 2.1, 2.0)  # per cent, the ten most common
OTHERS_SHARE = 40.0  # the rest of the hundred most common ones, falling with their rank
RARE_SHARE = 15.0
RARE = (
    "柴覃古舒岑晏卜凌邢路左温樊翁倪严牛聂焦俞辛管童鲁韦申耿关葛詹欧伍凤符蓝裴颜包柏鲍桑宫巩蒙岳甄宗"
    "苗商沙佟冀隋闵阮霍季景鞠娄麦穆庞齐乔邱屈容尚盛时司佘滕涂危卫文邬席习项向肖谢熊胥许宣荀鄢闫杨"
    "姚叶殷应尤游于余虞郁喻元袁原苑岳臧占章赵甄支仲诸祝庄卓宗祖党匡兰冷练廉连梁林蔺柳隆楼卢陆栾罗骆"
)
SINGLE = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚辉玲鹏燕波斌鑫红梅飞健俊帆宁浩玉宇凯亮慧英华琴萍林峰"
    "倩婷雪莉莹龙欢瑞丹佳颖琳彬旭康博晨阳晶洁楠爽冰欣悦璐瑶毅翔畅蕾媛薇雷昊轩哲岩坤川成文武兵忠"
)
POPULAR = (
    "秀英桂英秀兰玉兰建华建国志强桂兰秀珍建军海燕"
    "志刚婷婷玉梅凤英玉珍丽华晓燕建平玉华桂芳文斌"
    "春梅雪梅国强志勇志伟海涛晓东国华立新红梅建明"
    "桂花丹丹玲玲文博佳怡欣怡子涵梓涵浩然宇轩浩宇"
    "雨欣梓萱诗涵思远俊杰俊熙嘉怡一鸣雨桐佳琪家豪"
    "明辉国栋永强丽娟慧敏"
)  # in pairs
CHARACTERS = (
    "文华明国玉建志春秀海晓金英丽小红永云德成林平军佳梅光荣生子新兰俊祥立东桂凤宇嘉雪庆丹雨家强美伟"
    "福世学涛芳清燕宝少慧天爱天思正忠义敏静龙飞宏杰安振霞辉丰梓欣怡涵浩然轩泽博诗瑞琪萱鑫一昌兴胜才长"
    "峰贵万洪良继如培树亚启敬守克仁达利景孝彩素淑翠月巧珍莲琴银菊香萍仙花娥冬秋夏江河山川石松柏竹青碧"
    "蓝白紫丁乐悦欢宁静远航帆舟船星辰阳晨曦昊昕旭晖朝暮晴雯露霜冰凌寒若如语言诺信诚真善心念恩惠仪礼智"
    "勇毅坚刚武威震鸣啸腾跃奔驰骏骥鹏鸿鹤雁莺燕蝶琳琅玲珑珊瑚璐瑶瑾瑜璇玥琬琰珂珺钰铭锐锋钧铮"
)
ZIPF = 15  # how slowly given characters grow rarer
BRANDS = (
    "恒信华瑞盛鼎嘉万安泰德利东方金诚宏远立博思创天润新众海中联国正大兴力源科智慧云星辰光亚欧美康健优品"
    "百千顺达通和谐鸿图腾飞凯悦龙凤麒麟虎豹鹰帆航舟桥道路城市乡村园林森木火土水山川江河湖"
)
CITIES = (
    *said.PLACES,
    "常州", "南通", "嘉兴", "绍兴", "温州", "台州", "金华", "珠海", "中山", "惠州",
    "泉州", "石家庄", "太原", "沈阳", "长春", "哈尔滨", "济宁", "烟台", "潍坊", "洛阳",
    "南昌", "昆明", "贵阳", "南宁", "兰州", "唐山", "徐州", "扬州",
)  # fmt: skip
PREFIXES = ("135", "136", "137", "139", "150", "151", "158", "177", "180", "186", "188", "189")
STRIDE = 700_000_007  # shares no factor with how many numbers there are: none comes twice
SINGLE_SHARE, POPULAR_SHARE = 0.15, 0.06
PEOPLE_PER_COMPANY = 3


@dataclass(frozen=True)
class Company:
    """A firm as people call it and as it is registered."""

    short: str
    full: str
    industry: str


def _falling(many: int, slow: float) -> list[float]:
    return list(accumulate(1 / (rank + slow) for rank in range(1, many + 1)))


@lru_cache(maxsize=1)
def _surnames() -> tuple[str, list[float]]:
    """Every surname with its share, the shares added up."""
    common, rare = said.SURNAMES[:100], "".join(sorted(set(RARE) - set(said.SURNAMES[:100])))
    others = len(common) - len(FIRST_SHARES)
    weights = [1 / (rank + 10) for rank in range(others)]
    shares = [*FIRST_SHARES, *(OTHERS_SHARE * one / sum(weights) for one in weights)]
    shares += [RARE_SHARE / len(rare)] * len(rare)
    return common + rare, list(accumulate(shares))


class Crowd:
    """Draws names and firms; the same ones every time."""

    def __init__(self, people: int) -> None:
        self.dice = random.Random(72)  # noqa: S311  examples, the same every time
        self.numbers = 0
        self.firms = [self._firm() for _ in range(max(people // PEOPLE_PER_COMPANY, 20))]
        self.single, self.popular = _falling(len(SINGLE), ZIPF), _falling(len(POPULAR) // 2, ZIPF)
        self.characters = _falling(len(CHARACTERS), ZIPF)

    def surname(self) -> str:
        letters, shares = _surnames()
        if self.dice.random() < 0.003:
            return self.dice.choice(said.COMPOUND)
        return self.dice.choices(letters, cum_weights=shares)[0]

    def given(self) -> str:
        luck, choose = self.dice.random(), self.dice.choices
        if luck < SINGLE_SHARE:
            return choose(SINGLE, cum_weights=self.single)[0]
        if luck < SINGLE_SHARE + POPULAR_SHARE:
            at = 2 * choose(range(len(POPULAR) // 2), cum_weights=self.popular)[0]
            return POPULAR[at : at + 2]
        return "".join(choose(CHARACTERS, cum_weights=self.characters, k=2))

    def person(self) -> str:
        return self.surname() + self.given()

    def titled(self) -> str:
        """What a card's visitor is noted as when only the surname is known."""
        return self.surname() + self.dice.choice(said.TITLES)

    def firm(self) -> Company:
        return self.dice.choice(self.firms)

    def _firm(self) -> Company:
        dice = self.dice
        brand = "".join(dice.choices(BRANDS, k=2 if dice.random() < 0.75 else 3))
        trade, industry = dice.choice(said.TRADES)
        full = f"{dice.choice(CITIES)}{brand}{trade}{dice.choice(said.FORMS)}"
        return Company(f"{brand}{trade}", full, industry)

    def number(self) -> str:
        """A mobile number that nobody else has, stories (138…) neither."""
        self.numbers = (self.numbers + STRIDE) % (len(PREFIXES) * 10**8)
        return f"+86{PREFIXES[self.numbers // 10**8]}{self.numbers % 10**8:08}"
