"""Sheets of codes for the printer."""

from collections.abc import Sequence

from keliu.catalog import public as catalog
from keliu.kit import scope
from keliu.kit.errors import Invalid
from keliu.platform import brand
from keliu.platform.models import Merchant

MOST = 60


def code_sheet(code_ids: Sequence[int] | None) -> bytes:
    """A PDF of these codes in the order asked for, or of the newest. Raises Invalid, NoFont."""
    from keliu.shopfront.drawing.canvas import opened  # Pillow: 4 MB that few processes need
    from keliu.shopfront.drawing.sheet import Label, pdf

    known = {one.id: one for one in catalog.codes_within_reach()}
    wanted = list(known)[:MOST] if code_ids is None else dict.fromkeys(code_ids)
    found = [known[one] for one in wanted if one in known]
    if not found or len(found) > MOST:
        raise Invalid(fields={"codes": f"选 1 到 {MOST} 个码再打印"})
    merchant = Merchant.objects.get(pk=scope.current())
    shown = brand.face(merchant)
    labels = []
    for one in found:
        picture = opened(catalog.qr_png(catalog.url_of(one.code), merchant.brand_color))
        assert picture is not None
        labels.append(Label(picture, one.channel, one.card_name, shown.short_name))
    return pdf(labels)
