"""The law of customers, plain Python: the score, consents, search."""

from keliu.customers.rules.consents import (
    CONSENT_VERSION,
    PURPOSES,
    Purpose,
    visitor_name,
)
from keliu.customers.rules.scores import (
    HOT_FROM,
    Deeds,
    Reason,
    ScoreInputs,
    score,
    score_reasons,
)
from keliu.customers.rules.search import (
    TAIL_DIGITS,
    highlight,
    phone_windows,
    rated,
    tail_marked,
)

__all__ = [
    "CONSENT_VERSION",
    "HOT_FROM",
    "PURPOSES",
    "TAIL_DIGITS",
    "Deeds",
    "Purpose",
    "Reason",
    "ScoreInputs",
    "highlight",
    "phone_windows",
    "rated",
    "score",
    "score_reasons",
    "tail_marked",
    "visitor_name",
]  # fmt: skip
