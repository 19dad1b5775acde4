"""Sheets that people take away: xlsx and csv, written row by row in constant memory."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING

from keliu.kinds.exchange.cells import inert

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Cells = Sequence[str | int | float]
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
WIDTH = 16


class Book:
    """A sheet being written to `path`: titles first, then rows; `close` finishes it."""

    def __init__(self, path: Path, form: str, titles: Sequence[str]) -> None:
        self.form, self.row = form, 0
        self.book: Workbook | None = None
        self.text: IO[str] | None = None
        if form == "xlsx":
            import xlsxwriter  # 3 MB, when somebody takes a sheet away

            # No strings become formulas or links: what is written is what is read.
            options = {"constant_memory": True, "strings_to_formulas": False,
                       "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
            self.book = xlsxwriter.Workbook(str(path), options)
            self.sheet = self.book.add_worksheet()
            self.sheet.freeze_panes(1, 0)
            self.sheet.set_column(0, max(len(titles) - 1, 0), WIDTH)
            self._put(titles, self.book.add_format({"bold": True}))
        else:
            self.text = path.open("w", encoding="utf-8-sig", newline="")
            self.writer = csv.writer(self.text)
            self._put(titles)

    def add(self, rows: Iterable[Cells]) -> None:
        """More rows."""
        for row in rows:
            self._put(row)

    def _put(self, row: Cells, style: object = None) -> None:
        if self.text is not None:
            self.writer.writerow([inert(cell) for cell in row])
        else:
            for column, cell in enumerate(row):
                self.sheet.write(self.row, column, cell, style)
        self.row += 1

    def close(self) -> None:
        """Finish the file."""
        if self.book is not None:
            self.book.close()
        if self.text is not None:
            self.text.close()


def write(path: Path, form: str, titles: Sequence[str], rows: Iterable[Cells]) -> None:
    """A whole sheet at once."""
    book = Book(path, form, titles)
    book.add(rows)
    book.close()
