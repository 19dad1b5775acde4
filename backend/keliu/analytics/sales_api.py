"""Reports on sales, on the screen and as a sheet."""

import tempfile
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from keliu.accounts import public as accounts
from keliu.analytics import rules
from keliu.analytics.sales_report import Line, Report, sales_report
from keliu.analytics.schemas import Drill, SalesAsked, SalesLine, SalesOut, SalesSums, sums_of
from keliu.analytics.selectors import timezone, window
from keliu.kinds import public as kinds
from keliu.kit import clock
from keliu.platform import audit

router = Router(tags=["reports"])
XLSX = "xlsx"
TITLES = ("名称", "订单数", "客户数", "件数", "收款(元)", "退款(元)", "净销售额(元)", "占比(%)")


def _drill(line: Line, zone: str, *, narrowed: bool) -> Drill | None:
    """The order list with exactly this line's rows."""
    if line.drill is None:
        return None
    at = window(*line.days, zone)
    ends = clock.iso(at.start), clock.iso(at.end)
    path, page = rules.sales_drill(*ends, line.drill, narrowed=narrowed)
    return Drill(path=path, page=page)


def _shown(report: Report) -> SalesOut:
    zone, whole = timezone(), report.total.net_fen
    return SalesOut(
        by=report.by,
        first=report.first,
        last=report.last,
        total=SalesSums.of(report.total),
        before=SalesSums.of(report.before),
        lines=[
            SalesLine(
                **sums_of(line.sales),
                key=line.key,
                name=line.name,
                share=rules.permille(line.sales.net_fen, whole),
                drill=_drill(line, zone, narrowed=report.narrowed),
            )
            for line in report.lines[: rules.MOST_ROWS]
        ],
        more=max(len(report.lines) - rules.MOST_ROWS, 0),
    )


@router.get("/reports/sales", response=SalesOut)
@accounts.staff(rules.REPORT)
def report_sales(request: HttpRequest, asked: Query[SalesAsked]) -> SalesOut:
    """What was sold on these days, split by a period, a person, a product, a channel, a forward.

    An order counts on the day it was paid, less what was given back of it whenever that was;
    top-ups count when they are spent. Each line's drill-down lists exactly its orders.
    """
    asked.checked()
    return _shown(sales_report(asked.first, asked.last, asked.by))


@router.get("/reports/sales.xlsx")
@accounts.staff(rules.REPORT)
def report_sales_sheet(request: HttpRequest, asked: Query[SalesAsked]) -> HttpResponse:
    """The same lines as a sheet; taking it away is a line of the log."""
    asked.checked()
    report = sales_report(asked.first, asked.last, asked.by)
    span = f"{asked.first} – {asked.last}"
    audit.record("report.export", "report", None, span, {"by": (None, asked.by)})
    answer = HttpResponse(_sheet(report), content_type=kinds.SHEET_FORMATS[XLSX])
    name = f"sales-{asked.by}-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}.xlsx"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _sheet(report: Report) -> bytes:
    lines = [*report.lines, Line("", "合计", report.total, (report.first, report.last), None)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sales.xlsx"
        kinds.write_sheet(path, XLSX, TITLES, (_cells(one, report) for one in lines))
        return path.read_bytes()


def _cells(line: Line, report: Report) -> list[str | int | float]:
    sales = line.sales
    money = [fen / 100 for fen in (sales.paid_fen, sales.refunded_fen, sales.net_fen)]
    share = rules.permille(sales.net_fen, report.total.net_fen) / 10
    return [line.name, sales.orders, sales.customers, sales.pieces, *money, share]
