"""Quotes as PDF: one page of plain HTML, drawn by WeasyPrint with the machine's Chinese fonts.

Nothing is fetched: the logo travels inside the page.
"""

import base64
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from keliu.kit import clock, colors, language, scope
from keliu.kit.money import yuan
from keliu.platform import brand, merchants
from keliu.platform.models import Merchant
from keliu.sales.errors import NoPdf
from keliu.sales.models import Quote
from keliu.sales.rules import lines as law

PAGES = Path(__file__).resolve().parents[1] / "pages"
FONT_PACKAGE = "fonts-noto-cjk"


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(PAGES)], autoescape=True)


@dataclass(frozen=True)
class Ability:
    """Whether PDFs can be made here, and whether they would show Chinese."""

    draws: bool
    chinese: bool
    cause: str = ""


def ability() -> Ability:
    """Look at what this machine has; makes nothing."""
    try:
        import weasyprint  # noqa: F401  it loads Pango, which is what may be missing
    except (ImportError, OSError) as missing:
        return Ability(draws=False, chinese=False, cause=str(missing).splitlines()[0][:200])
    return Ability(draws=True, chinese=_chinese_fonts())


def _chinese_fonts() -> bool:
    listing = shutil.which("fc-list")
    if listing is None:
        return False
    said = subprocess.run(  # noqa: S603  a fixed command
        [listing, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=20
    )
    return bool(said.stdout.strip())


def _quantity(value: Any) -> str:
    return f"{Decimal(str(value)).normalize():f}"


def html(row: Quote, pdf_url: str = "") -> str:
    """The page that becomes the PDF; with `pdf_url` the one a customer opens on a phone."""
    merchant = Merchant.objects.get(pk=scope.current())
    zone = merchants.timezone()
    lines = [
        {
            "name": line["name"],
            "unit": line["unit"],
            "quantity": _quantity(line["quantity"]),
            "price": yuan(line["price_fen"]),
            "discount": f"-{line['discount']}%" if line["discount"] else "",
            "amount": yuan(line["amount_fen"]),
        }
        for line in row.lines
    ]
    values = {
        "quote": row,
        "merchant": merchant,
        "colour": colors.palette(merchant.brand_color).light.accent_strong,
        "logo": _inside(brand.logo_bytes(merchant)),
        "owner": row.owner.name if row.owner else "",
        "customer": row.customer.name,
        "company": row.customer.company,
        "day": clock.local_day(row.sent_at or row.created_at, zone).isoformat(),
        "valid_until": row.valid_until.isoformat() if row.valid_until else "",
        "lines": lines,
        "lines_sum": yuan(law.total(row.lines)),
        "reduction": yuan(row.reduction_fen) if row.reduction_fen else "",
        "tax": yuan(row.tax_fen) if row.tax_rate else "",
        "amount": yuan(row.amount_fen),
        "draft": row.state == Quote.State.DRAFT,
        "late": _late(row, clock.local_day(clock.now(), zone)),
        "pdf_url": pdf_url,
    }
    return _engine().get_template("quote.html").render(Context(values))


def _late(row: Quote, today: date) -> bool:
    """Whether an offer that nobody answered is past the day it was good for."""
    open_still = row.state == Quote.State.SENT
    return open_still and row.valid_until is not None and row.valid_until < today


def sorry(title: str, text: str) -> str:
    """What a customer reads instead of a quote that can not be shown."""
    lang = "en" if language.current() == language.ENGLISH else "zh-CN"
    values = {"lang": lang, "title": title, "text": text}
    return _engine().get_template("sorry.html").render(Context(values))


def _inside(picture: tuple[str, bytes] | None) -> str:
    """A picture as an address that is the picture."""
    if picture is None:
        return ""
    mime, data = picture
    return f"data:{mime};base64,{base64.b64encode(data).decode()}"


def quote(row: Quote) -> bytes:
    """The PDF of a quote. Raises NoPdf when this machine can not draw one."""
    able = ability()
    if not able.draws:
        raise NoPdf(cause=able.cause)
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    within = URLFetcher(allowed_protocols={"data"})  # the logo; nothing comes from outside
    drawn = HTML(string=html(row), url_fetcher=within).write_pdf()
    assert isinstance(drawn, bytes)
    return drawn
