"""Bills of a day: amounts in yuan and values behind back-ticks, as rows in fen. (wechat.md 4.4)"""

import hashlib
import hmac
import zlib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from keliu.wechat.errors import PayForged

TICK = "`"
MOST_BYTES = 256 * 1024 * 1024
ORDER_NO, REFUND_NO, PAY_NO = "商户订单号", "商户退款单号", "微信订单号"


@dataclass(frozen=True)
class Bill:
    """Rows by the bill's own column names, and its totals."""

    rows: list[dict[str, str]]
    totals: dict[str, str]

    def fen(self, row: int, column: str) -> int:
        """An amount of a row."""
        return fen(self.rows[row][column])


def fen(yuan: str) -> int:
    """`12.30` is 1230; what is no amount of whole fen raises ValueError."""
    try:
        value = Decimal(yuan) * 100
    except InvalidOperation as wrong:
        raise ValueError(yuan) from wrong
    if not value.is_finite() or value != value.to_integral_value():
        raise ValueError(yuan)
    return int(value)


def unpacked(data: bytes, sha1: str) -> bytes:
    """The file of a bill, unzipped when it is zipped. Raises PayForged unless it has that SHA-1."""
    if data[:2] == b"\x1f\x8b":
        data = _unzipped(data)
    found = hashlib.sha1(data).hexdigest()  # noqa: S324  WeChat Pay's own choice for bills
    if not hmac.compare_digest(found, sha1.lower()):
        raise PayForged(why="bill")
    return data


def read(file: bytes) -> Bill:
    """A bill's rows and totals; without any, a day without business."""
    lines = [line for line in file.decode("utf-8-sig").splitlines() if line.strip()]
    if not lines:
        return Bill([], {})
    heads = [at for at, line in enumerate(lines) if not line.startswith(TICK)]
    if heads[:1] != [0] or len(heads) > 2:
        raise PayForged(why="bill")
    end = heads[1] if len(heads) == 2 else len(lines)
    rows = [_row(lines[0], line) for line in lines[1:end]]
    totals = _row(lines[end], lines[end + 1]) if end + 1 < len(lines) else {}
    return Bill(rows, totals)


def _row(head: str, line: str) -> dict[str, str]:
    """A value may hold commas; only a comma before a back-tick ends it."""
    names = head.split(",")
    values = line.removeprefix(TICK).split(f",{TICK}")
    if len(names) != len(values):
        raise PayForged(why="bill")
    return {name.strip(): value.strip() for name, value in zip(names, values, strict=True)}


def _unzipped(data: bytes) -> bytes:
    opener = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = opener.decompress(data, MOST_BYTES)
    except zlib.error as wrong:
        raise PayForged(why="bill") from wrong
    if opener.unconsumed_tail or not opener.eof:
        raise PayForged(why="bill")
    return found
