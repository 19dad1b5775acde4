"""How reports are called rightly."""

from tests.matrix.samples import Sample

SPAN = {"first": "2026-11-01", "last": "2026-11-30", "by": "staff"}
REPORTS = {
    "report_sales": Sample(query=SPAN),
    "report_sales_sheet": Sample(query=SPAN),
}
