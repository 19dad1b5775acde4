"""Sheets that people bring: xlsx and csv, in UTF-8 or GB18030, read row by row."""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from keliu.kinds.errors import BadSheet

MOST_BYTES = 50 * 1024 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200_000, 200, 5_000
ZIP = b"PK\x03\x04"
Cell = str | int | float | bool | None
Row = list[Cell]


@dataclass(frozen=True)
class Sheet:
    """What a file turned out to be; `rows` begins with the titles."""

    format: str  # xlsx or csv
    encoding: str
    data: bytes

    def rows(self) -> Iterator[Row]:
        """Every row that is not empty, titles first. Raises BadSheet past the limits."""
        source = _xlsx(self.data) if self.format == "xlsx" else _csv(self.data, self.encoding)
        for at, row in enumerate(source):
            if at > MOST_ROWS:
                raise BadSheet(cause=f"超过 {MOST_ROWS:,} 行,请分成几个文件")
            yield row


def opened(data: bytes) -> Sheet:
    """The sheet in a file, told by its content. Raises BadSheet naming the cause."""
    if not data.strip():
        raise BadSheet(cause="文件是空的")
    if len(data) > MOST_BYTES:
        raise BadSheet(cause="文件超过 50 MB,请分成几个文件")
    if data.startswith(ZIP):
        _check_zip(data)
        return Sheet("xlsx", "", data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadSheet(cause="这是旧版 xls,请在表格软件里另存为 xlsx 或 csv")
    return Sheet("csv", encoding_of(data), data)


def _check_zip(data: bytes) -> None:
    """A small file may unpack to something enormous."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
            names = set(packed.namelist())
    except zipfile.BadZipFile:
        raise BadSheet(cause="文件不完整,请重新保存后再试") from None
    if size > MOST_UNPACKED:
        raise BadSheet(cause="文件解开后太大,请分成几个文件")
    if "xl/workbook.xml" not in names:
        raise BadSheet(cause="这不是表格文件,请用 xlsx 或 csv")


def encoding_of(data: bytes) -> str:
    """How a text is written. Raises BadSheet when it is no text we know."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                       (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if data.startswith(mark):
            return name
    for name in ("utf-8", "gb18030"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return name
    raise BadSheet(cause="读不懂文件的编码,请另存为 xlsx,或 UTF-8、GBK 的 csv")


def _csv(data: bytes, encoding: str) -> Iterator[Row]:
    text = data.decode(encoding)
    lines = io.StringIO(text, newline="")
    reader = csv.reader(lines, delimiter=_delimiter(text))
    try:
        for row in reader:
            cells: Row = [_cut(cell) for cell in row[:MOST_COLUMNS]]
            if any(cells):
                yield cells
    except csv.Error:
        raise BadSheet(cause=f"第 {reader.line_num} 行的引号或格式不对") from None


def _delimiter(text: str) -> str:
    """The mark that splits the first line most often."""
    first = text.split("\n", 1)[0]
    return max(",\t;|", key=lambda mark: (first.count(mark), mark == ","))


def _xlsx(data: bytes) -> Iterator[Row]:
    # 15 MB that a process needs only when somebody brings a workbook.
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
        if sheet is None:
            raise BadSheet(cause="文件里没有工作表")
        for row in sheet.iter_rows(values_only=True):
            cells = [_plain(cell) for cell in row[:MOST_COLUMNS]]
            if any(cell not in (None, "") for cell in cells):
                yield cells
    except (InvalidFileException, KeyError, ValueError, ParseError, zipfile.BadZipFile) as wrong:
        raise BadSheet(cause="文件读不出来,请重新保存后再试") from wrong


def _plain(cell: Any) -> Cell:
    """A cell as JSON can keep it; whole numbers lose their point."""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds").removesuffix(" 00:00:00")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    return _cut(str(cell))


def _cut(text: str) -> str:
    """Without spaces around, control characters and the end of what is far too long."""
    clean = text if text.isprintable() else "".join(ch for ch in text if ch >= " " or ch in "\n\t")
    return clean.strip()[:LONGEST_CELL]
