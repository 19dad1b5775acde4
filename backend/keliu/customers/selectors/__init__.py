"""Questions about customers."""

from keliu.customers.selectors.records import (
    consent_history,
    created_between,
    deleted,
    live_consents,
    ownership_history,
    reachable,
    with_people,
)

__all__ = [
    "consent_history", "created_between", "deleted", "live_consents", "ownership_history",
    "reachable", "with_people",
]  # fmt: skip
