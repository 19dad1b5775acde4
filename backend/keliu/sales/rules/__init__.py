"""The law of sales, one file for each noun; that of opportunities is also found here."""

from keliu.sales.rules.opportunities import (
    COLUMN,
    DEFAULT_STAGES,
    LOST,
    MOST_AMOUNT_FEN,
    OPEN,
    PIPELINE_NAME,
    RATINGS,
    STATES,
    WON,
    StagePlan,
    deal_state,
    dwell_ms,
    rate_fits,
    stage_to_return_to,
)

__all__ = [
    "COLUMN", "DEFAULT_STAGES", "LOST", "MOST_AMOUNT_FEN", "OPEN", "PIPELINE_NAME", "RATINGS",
    "STATES", "WON", "StagePlan", "deal_state", "dwell_ms", "rate_fits", "stage_to_return_to",
]  # fmt: skip
