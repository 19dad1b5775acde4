"""What a known visitor did that no phone tells us: an order paid, a booking made."""

from datetime import datetime
from hashlib import blake2b

from keliu.catalog import public as catalog
from keliu.customers import public as customers
from keliu.kit import clock
from keliu.radar.models import Share, Visitor
from keliu.radar.rules import intake, kinds, origins
from keliu.radar.rules.intake import Good
from keliu.radar.services import known, storing
from keliu.radar.services.intake import call, held, known_visitor
from keliu.radar.services.storing import Origin


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
    code = _seen(customer_id, code_id, None)
    return _note(customer_id, _good(kind, order_id, at, fen=fen), code, share_id)


def noted(
    customer_id: int,
    kind: str,
    *,
    ref: int | str,
    object_kind: str | None = None,
    object_id: int | None = None,
    fen: int | None = None,
    card_id: int | None = None,
    at: datetime | None = None,
) -> bool:
    """Note something that is true of a customer, once for each `ref`; False without consent.

    It happens at `card_id`, else at the card they saw last, else at the one of whoever looks after
    them. `kind` must be in the dictionary (rules.kinds); `at` is now unless it was earlier, and the
    same when the same thing is noted again.
    """
    about = (object_kind, object_id) if object_kind and object_id else None
    good = _good(kind, ref, at or clock.now(), fen=fen, about=about)
    return _note(customer_id, good, _code(customer_id, card_id), None)


def _note(customer_id: int, good: Good, code: str | None, share_id: int | None) -> bool:
    if code is None or known_visitor(customer_id) is None:
        return False
    code_face = known.place(code).code
    share = _share(share_id, code_face.card_id, customer_id)
    origin = Origin(code_face.card_id, code_face.id, share, source=origins.OURS)
    if storing.store_known(origin, customer_id, [good], held(customer_id)).new:
        call()
    return True


def _good(
    kind: str,
    ref: int | str,
    at: datetime,
    *,
    fen: int | None = None,
    about: tuple[str, int] | None = None,
) -> Good:
    at_ms = clock.to_ms(at)
    digest = blake2b(f"{kind}|{ref}".encode(), digest_size=10).hexdigest()
    client_id = f"{at_ms:012x}{digest}"
    row_id, key = intake.row_id(client_id, at_ms)
    thing_kind, thing = about or (None, None)
    name = kinds.KINDS[kind].name
    return Good(client_id, row_id, key, name, at_ms, thing_kind, thing, 0, fen)


def _seen(customer_id: int, code_id: int | None, card_id: int | None) -> str | None:
    """The public code of a living card: the one asked for, else the one they saw last."""
    rows = Visitor.objects.filter(customer_id=customer_id).order_by("-last_at", "-id")
    if card_id is not None:
        rows = rows.filter(card_id=card_id)
    for one in [code_id, *rows.values_list("last_code_id", flat=True)[:1]]:
        code = catalog.shown_code(one) if one else None
        if code:
            return code
    return None


def _code(customer_id: int, card_id: int | None) -> str | None:
    """The same, or a card of whoever looks after somebody who never saw one."""
    seen = _seen(customer_id, None, card_id)
    if seen:
        return seen
    owner = customers.cards([customer_id])[customer_id].owner_id
    code = catalog.shop_code(None, owner) if owner else None
    return code if code and known.place(code).code.owner_id == owner else None


def _share(share_id: int | None, card_id: int, customer_id: int) -> int | None:
    if share_id is None:
        return None
    rows = Share.objects.filter(pk=share_id, card_id=card_id).exclude(sharer_id=customer_id)
    return share_id if rows.exists() else None
