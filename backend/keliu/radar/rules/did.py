"""What a visit consisted of, as one number: a bit per kind, in the order of the dictionary.

The dictionary only ever grows at its end, so a bit means the same kind for good.
"""

from collections.abc import Iterable

from keliu.radar.rules.kinds import KINDS

MOST_KINDS = 63
BITS = {name: 1 << at for at, name in enumerate(KINDS)}


def mask(names: Iterable[str]) -> int:
    """The number for these kinds; names that are no kind count for nothing."""
    found = 0
    for name in names:
        found |= BITS.get(name, 0)
    return found


NOTABLE = mask(
    (
        "share", "share_open", "phone_tap", "contact_save", "wechat_copy", "address_tap",
        "email_tap", "order_placed", "order_paid", "poster_save", "holder_add", "card_exchange",
        "call_made", "cart_add", "checkout", "booking_made", "chat_sent", "form_sent", "follow",
    )
)  # fmt: skip
"""More than looking: seldom, and looked for most. Visits with one have an index of their own
(migration 0009, with this very number), so the list never grows here alone."""


def kinds_in(did: int) -> list[str]:
    """The kinds a number stands for, in the order of the dictionary."""
    return [name for name, bit in BITS.items() if did & bit]
