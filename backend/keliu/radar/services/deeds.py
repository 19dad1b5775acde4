"""What a known visitor did that no phone tells us: an order placed, an order paid."""

from datetime import datetime
from hashlib import blake2b

from keliu.catalog import public as catalog
from keliu.kit import clock
from keliu.radar.models import Share, Visitor
from keliu.radar.rules import intake
from keliu.radar.rules.intake import Good
from keliu.radar.services import known, visits
from keliu.radar.services.intake import known_visitor


def order_noted(
    customer_id: int,
    kind: str,
    *,
    order_id: int,
    fen: int,
    at: datetime,
    code_id: int | None,
    share_id: int | None,
) -> bool:
    """Put an order's step into the visit of who did it, once; False where radar may not follow.

    It happens at the card that brought the order, else at the one they saw last.
    """
    if known_visitor(customer_id) is None:
        return False
    public = _code(customer_id, code_id)
    if public is None:
        return False
    place = known.place(public)
    visits.batch_store(place, customer_id, _share(share_id, place.code.card_id, customer_id),
                       [_good(kind, order_id, fen, at)])  # fmt: skip
    return True


def _good(kind: str, order_id: int, fen: int, at: datetime) -> Good:
    at_ms = clock.to_ms(at)
    digest = blake2b(f"{kind}|{order_id}".encode(), digest_size=10).hexdigest()
    client_id = f"{at_ms:012x}{digest}"
    row_id, key = intake.row_id(client_id, at_ms)
    return Good(client_id, row_id, key, kind, at_ms, None, None, 0, fen)


def _code(customer_id: int, code_id: int | None) -> str | None:
    """The public code of a living card."""
    last = Visitor.objects.filter(customer_id=customer_id).order_by("-last_at", "-id")
    wanted = [code_id, *last.values_list("last_code_id", flat=True)[:1]]
    for one in wanted:
        code = catalog.shown_code(one) if one else None
        if code:
            return code
    return None


def _share(share_id: int | None, card_id: int, customer_id: int) -> int | None:
    if share_id is None:
        return None
    rows = Share.objects.filter(pk=share_id, card_id=card_id).exclude(sharer_id=customer_id)
    return share_id if rows.exists() else None
