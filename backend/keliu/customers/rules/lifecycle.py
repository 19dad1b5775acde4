"""Life cycle (生命周期): how far a customer has come; business moves it on, people anywhere."""

ENGAGED, CUSTOMER, LOYAL = "engaged", "customer", "loyal"
BEFORE_BUSINESS = ("potential", "silent", "lost")


def after_deal(stage: str, before: str, after: str) -> str:
    """The stage after business went from `before` to `after` (none, open, won).

    An opportunity makes an interested person of who was none; the first deal won a customer; the
    next one, won after there was one, a loyal customer. Nothing here ever moves it back.
    """
    if after == "open" and stage in BEFORE_BUSINESS:
        return ENGAGED
    if after == "won" and before != "won":
        return LOYAL if stage in (CUSTOMER, LOYAL) else CUSTOMER
    return stage


def after_orders(stage: str, before: int, after: int) -> str:
    """The stage after the number of paid orders went from `before` to `after`.

    The first one makes a customer, the second a loyal one; money given back changes nothing.
    """
    if after <= before:
        return stage
    return LOYAL if after > 1 or stage == LOYAL else CUSTOMER
