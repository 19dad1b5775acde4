"""Questions about customers."""

from keliu.customers.selectors.records import (
    addresses_of,
    consent_history,
    contacts_of,
    created_between,
    deleted,
    followed,
    followed_all,
    live_consents,
    ownership_history,
    reachable,
    with_people,
    within,
)

__all__ = [
    "addresses_of", "consent_history", "contacts_of", "created_between", "deleted", "followed",
    "followed_all", "live_consents", "ownership_history", "reachable", "with_people", "within",
]  # fmt: skip
