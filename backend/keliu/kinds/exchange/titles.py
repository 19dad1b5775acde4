"""Which column is which field: guessed from the titles, exports of other systems included.

The names of 悟空CRM's and Cordys CRM's columns are facts of their exports.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from keliu.kinds.ports import Field

ALIASES: dict[str, dict[str, tuple[str, ...]]] = {
    "customer": {
        "name": (
            "客户名称",
            "客户姓名",
            "姓名",
            "名称",
            "客户",
            "联系人姓名",
            "公司名称",
            "企业名称",
            "name",
        ),
        "phone": (
            "手机",
            "手机号",
            "手机号码",
            "电话",
            "联系电话",
            "联系方式",
            "客户电话",
            "移动电话",
            "mobile",
            "phone",
        ),
        "email": ("邮箱", "电子邮箱", "电子邮件", "邮件", "e-mail", "email"),
        "company": ("公司", "单位", "所属公司", "工作单位", "company"),
        "position": ("职位", "职务", "岗位", "title", "position"),
        "level": ("客户级别", "客户等级", "级别", "等级", "level"),
        "source": ("客户来源", "来源", "来源渠道", "线索来源", "source"),
        "industry": ("客户行业", "行业", "所属行业", "industry"),
        "region_code": (
            "省市区",
            "地区",
            "地区定位",
            "省、市、区/县",
            "区域",
            "所在地区",
            "region",
        ),
        "address": ("详细地址", "地址", "通讯地址", "客户地址", "address"),
        "note": ("备注", "说明", "客户备注", "描述", "remark", "note"),
        "birthday": ("生日", "出生日期", "birthday"),
        "gender": ("性别", "gender"),
        "owner": ("负责人", "所属员工", "归属人", "跟进人", "所有者", "owner"),
        "created_at": ("创建时间", "录入时间", "添加时间", "created at"),
        "created_by": ("创建人", "录入人", "created by"),
        "kind": ("客户类型", "类型"),
    },
    "lead": {
        "name": ("线索名称", "姓名", "名称", "联系人", "线索", "name"),
        "phone": ("手机", "手机号", "手机号码", "电话", "联系电话", "联系方式", "phone"),
        "company": ("公司", "公司名称", "单位", "客户名称", "company"),
        "source": ("线索来源", "来源", "客户来源", "source"),
        "industry": ("客户行业", "行业", "industry"),
        "note": ("备注", "描述", "需求", "note"),
        "owner": ("负责人", "所属员工", "跟进人", "owner"),
        "created_at": ("创建时间",),
        "created_by": ("创建人",),
    },
    "opportunity": {
        "title": ("商机名称", "商机", "名称", "标题", "title"),
        "customer": ("客户名称", "客户", "关联客户", "customer"),
        "amount_fen": ("商机金额", "金额", "预计金额", "预计成交金额", "amount"),
        "expected_on": ("预计成交日期", "预计成交时间", "预计结束时间", "成交日期"),
        "stage": ("商机阶段", "阶段", "stage"),
        "owner": ("负责人", "owner"),
        "note": ("备注", "说明"),
    },
    "product": {
        "name": ("产品名称", "商品名称", "名称", "name"),
        "price_fen": ("标准价格", "价格", "单价", "产品价格", "price"),
        "unit": ("产品单位", "单位", "unit"),
        "summary": ("产品描述", "描述", "简介", "说明"),
    },
}
MARKS = re.compile(r"[\s**::()()【】\[\]]|必填|选填")


def plain(title: str) -> str:
    """A title without marks, for comparing."""
    return MARKS.sub("", title).lower()


def guess(kind: str, titles: Sequence[str], fields: Iterable[Field]) -> list[str | None]:
    """The field's key for every column, or None; no field is given twice."""
    known = _known(kind, fields)
    taken: set[str] = set()
    found: list[str | None] = []
    for title in titles:
        key = known.get(plain(title))
        if key in taken:
            key = None
        found.append(key)
        taken |= {key} if key else set()
    return found


def _known(kind: str, fields: Iterable[Field]) -> Mapping[str, str]:
    """Field keys by title: a field's own names first, then what other systems call it."""
    ours = [one for one in fields if one.importable]
    keys = {one.key for one in ours}
    known: dict[str, str] = {}
    for one in ours:
        for name in (one.zh, one.en, one.key):
            known.setdefault(plain(name), one.key)
    for key, names in ALIASES.get(kind, {}).items():
        if key in keys:
            for name in names:
                known.setdefault(plain(name), key)
    return known
