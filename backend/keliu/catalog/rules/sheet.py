"""SKUs as text in one cell of a sheet: a line for each, its parts named.

颜色:雾白 | 容量:480 毫升 | 价格:128.00 | 会员价:118.00 | 库存:50 | 货号:A1
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from keliu.kit.errors import Invalid

PRICE, MEMBER, STOCK, CODE = "价格", "会员价", "库存", "货号"
KNOWN = {
    PRICE: PRICE, "售价": PRICE, "price": PRICE,
    MEMBER: MEMBER, "member price": MEMBER,
    STOCK: STOCK, "stock": STOCK,
    CODE: CODE, "编码": CODE, "code": CODE,
}  # fmt: skip
UNCOUNTED = {"不计", "不限", "-", "not counted"}
MONEY = re.compile(r"\d{1,9}(\.\d{1,2})?")
PARTS = re.compile(r"[|\uff5c]")
WIDE_COLON = "\uff1a"


@dataclass
class Line:
    """One SKU as the sheet has it; `counts` is False when nothing is said of its stock."""

    values: dict[str, str] = field(default_factory=dict)
    price_fen: int | None = None
    member_price_fen: int | None = None
    code: str = ""
    stock: int | None = None
    counts: bool = False


def written(specs: Sequence[Mapping[str, Any]], skus: Iterable[Any]) -> str:
    """The cell of a product."""
    names = [str(one["name"]) for one in specs]
    return "\n".join(_line(names, sku) for sku in skus)


def _line(names: Sequence[str], sku: Any) -> str:
    parts = [f"{name}:{value}" for name, value in zip(names, sku.values, strict=False)]
    parts.append(f"{PRICE}:{_yuan(sku.price_fen)}")
    if sku.member_price_fen is not None:
        parts.append(f"{MEMBER}:{_yuan(sku.member_price_fen)}")
    if sku.stock is not None:
        parts.append(f"{STOCK}:{sku.stock}")
    if sku.code:
        parts.append(f"{CODE}:{sku.code}")
    return " | ".join(parts)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def read(text: str) -> tuple[list[dict[str, Any]], list[Line]]:
    """The specs, and a line for each SKU. Raises Invalid, naming the line."""
    lines = [_read(at, row) for at, row in enumerate(text.splitlines(), 1) if row.strip()]
    if not lines:
        raise _wrong(1, "没有内容")
    names = list(lines[0].values)
    for at, line in enumerate(lines, 1):
        if list(line.values) != names:
            raise _wrong(at, f"每一行的规格要一样:{'、'.join(names) or '没有规格'}")
    return [_spec(name, lines) for name in names], lines


def _spec(name: str, lines: Sequence[Line]) -> dict[str, Any]:
    return {"name": name, "values": list(dict.fromkeys(line.values[name] for line in lines))}


def _read(at: int, row: str) -> Line:
    line = Line()
    for part in PARTS.split(row):
        name, colon, value = part.replace(WIDE_COLON, ":").partition(":")
        name, value = name.strip(), value.strip()
        if not name or not colon or not value:
            raise _wrong(at, f"“{part.strip()}”要写成“名称:内容”,各项之间用 | 隔开")
        _set(line, at, KNOWN.get(name.lower(), name), value)
    if line.price_fen is None:
        raise _wrong(at, "少了价格,写成“价格:39.80”")
    return line


def _set(line: Line, at: int, name: str, value: str) -> None:
    if name == PRICE:
        line.price_fen = _fen(at, value)
    elif name == MEMBER:
        line.member_price_fen = _fen(at, value)
    elif name == CODE:
        line.code = value
    elif name == STOCK:
        line.counts, line.stock = True, _count(at, value)
    else:
        line.values[name] = value


def _fen(at: int, value: str) -> int:
    digits = value.lstrip("¥\uffe5").replace(",", "")
    if not MONEY.fullmatch(digits):
        raise _wrong(at, f"“{value}”不是价格")
    yuan, _, cents = digits.partition(".")
    return int(yuan) * 100 + int(cents.ljust(2, "0") or "0")


def _count(at: int, value: str) -> int | None:
    if value.lower() in UNCOUNTED:
        return None
    if not value.isdecimal() or len(value) > 9:
        raise _wrong(at, f"库存“{value}”要是整数,不计数写“不计”")
    return int(value)


def _wrong(at: int, why: str) -> Invalid:
    return Invalid(fields={"skus_text": f"规格第 {at} 行:{why}"})
