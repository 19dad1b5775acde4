"""When two customers may be one, and why: from signs that both carry, without a database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from keliu.kit import words

SURE, LIKELY, MAYBE = 90, 70, 50  # from this strength on; weaker resemblance is none
SPACES = re.compile(r"[\s·.,,。・()()【】\[\]\"“”'’\-_/]+")
FORMS = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|责任公司|股份公司|集团公司|分公司|公司|集团|股份|"
    r"co\.?ltd|ltd|inc|limited)+$"
)
PLACE = re.compile(
    r"^(中国|北京|上海|天津|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|"
    r"湖北|湖南|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|内蒙古|杭州|苏州|南京|"
    r"宁波|无锡|合肥|广州|深圳|东莞|佛山|厦门|福州|长沙|武汉|成都|西安|郑州|青岛|济南|大连)[省市]?"
)
TITLES = re.compile(r"(女士|先生|小姐|经理|老师|师傅|老板|阿姨|总|姐|哥|叔|工|访客|客户|测试|未知)")


@dataclass(frozen=True)
class Face:
    """What one customer is recognised by; numbers and addresses as blind indexes."""

    id: int
    name: str
    match_key: str
    kind: str = "person"
    company: str = ""
    region: str = ""
    phones: frozenset[bytes] = field(default_factory=frozenset)
    emails: frozenset[bytes] = field(default_factory=frozenset)
    unionids: frozenset[bytes] = field(default_factory=frozenset)
    phone_masked: str = ""


@dataclass(frozen=True)
class Sign:
    """One reason to take two customers for one; `points` say how much it weighs."""

    code: str
    zh: str
    en: str
    points: int


SIGNS = {
    one.code: one
    for one in (
        Sign("unionid", "是同一个微信用户", "The same WeChat user", 100),
        Sign("phone", "手机号相同", "The same phone number", 95),
        Sign("email", "邮箱相同", "The same e-mail address", 85),
        Sign("name_company", "姓名和公司都相同", "The same name and company", 80),
        Sign("name_tail", "姓名相同,手机尾号也相同", "The same name and last four digits", 75),
        Sign("company_name", "公司名称去掉后缀后相同", "The same company but for its form", 75),
        Sign("sound_company", "姓名读音相同,公司相同", "Names sound alike, the same company", 65),
        Sign("name_region", "姓名和地区都相同", "The same name and region", 55),
        Sign("sound_region", "姓名读音相同,地区相同", "Names sound alike, the same region", 35),
        Sign("contact", "是另一家公司的联系人", "A contact of a company", 60),
    )
}
EACH_MORE = 5  # a further reason makes it a little likelier
MOST = 100


def company_core(name: str) -> str:
    """`恒信贸易` of `上海恒信贸易有限公司`: what people call a company."""
    text = SPACES.sub("", name.lower())
    short = FORMS.sub("", text) or text
    core = PLACE.sub("", short)
    return core if len(core) >= 2 else short


def match_key(kind: str, name: str) -> str:
    """What possible duplicates share: the core of a company's name, the sound of a person's."""
    if kind == "company":
        return f"@{company_core(name)}"[:80]
    plain = SPACES.sub("", name)
    return words.pinyin_key(plain).replace(" ", "")[:80]


def telling(name: str) -> bool:
    """Whether a name says who somebody is: `王女士` and `访客7K2P` do not."""
    plain = SPACES.sub("", name)
    return len(plain) >= 2 and not TITLES.search(plain)


def _tail(face: Face) -> str:
    return face.phone_masked[-4:] if len(face.phone_masked) >= 11 else ""


def _same_company(a: Face, b: Face) -> bool:
    return bool(a.company and b.company) and company_core(a.company) == company_core(b.company)


def _same_region(a: Face, b: Face) -> bool:
    return bool(a.region) and a.region == b.region


def _by_name(a: Face, b: Face) -> Iterable[str]:
    """Signs that rest on what they are called."""
    if a.match_key != b.match_key or a.kind != b.kind:
        return
    if a.kind == "company":
        if len(a.match_key) > 2:
            yield "company_name"
        return
    equal = SPACES.sub("", a.name) == SPACES.sub("", b.name)
    if equal and _tail(a) and _tail(a) == _tail(b):
        yield "name_tail"
    if _same_company(a, b):
        yield "name_company" if equal else "sound_company"
    elif telling(a.name) and _same_region(a, b):
        yield "name_region" if equal else "sound_region"


def signs(a: Face, b: Face) -> list[Sign]:
    """Every reason to take `a` and `b` for one, the strongest first."""
    found = []
    if a.unionids & b.unionids:
        found.append("unionid")
    if a.phones & b.phones:
        found.append("phone")
    if a.emails & b.emails:
        found.append("email")
    found += _by_name(a, b)
    return sorted((SIGNS[code] for code in found), key=lambda one: -one.points)


def strength(reasons: list[Sign]) -> int:
    """0 (nothing in common) to 100 (certainly one)."""
    if not reasons:
        return 0
    return min(reasons[0].points + EACH_MORE * (len(reasons) - 1), MOST)


def level(points: int) -> str:
    """sure, likely or maybe."""
    if points >= SURE:
        return "sure"
    return "likely" if points >= LIKELY else "maybe"
