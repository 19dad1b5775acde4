"""Probability of buying within 30 days: logistic regression, calibrated on a later month.

Time goes one way: weights are learned on one month, calibrated on the next, judged on the one after
that. What is shown today is learned the same way, one month later.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from keliu.analytics.chances.rules.buying import (
    FEATURES,
    FEWEST_BUYERS,
    FEWEST_HELD_OUT,
    Quality,
)

Array = np.ndarray[Any, np.dtype[np.float64]]
MOST_FACTORS = 4


@dataclass(frozen=True)
class Month:
    """Everybody known at a cut: who, what was known of them then, who bought in the 30 days after.

    `bought` says nothing about the last cut, whose 30 days are still to come.
    """

    ids: "np.ndarray[Any, np.dtype[np.int64]]"
    seen: Array
    bought: "np.ndarray[Any, np.dtype[np.bool_]]"


@dataclass(frozen=True)
class Law:
    """Weights per feature after scaling; a probability is the logistic of their sum.

    Nobody is surer than `surest`: what `n` buyers have taught is known to 1 in n + 2 (Laplace's
    rule of succession).
    """

    mean: Array
    scale: Array
    weights: Array
    start: float
    surest: float = 1.0

    def pushes(self, seen: Array) -> Array:
        """What each feature adds to somebody's log-odds; an average one adds nothing."""
        found: Array = (np.log1p(seen) - self.mean) / self.scale * self.weights
        return found

    def guess(self, seen: Array) -> Array:
        """Probabilities."""
        found: Array = 1 / (1 + np.exp(-(self.pushes(seen).sum(axis=1) + self.start)))
        return np.minimum(found, self.surest)


def learn(first: Month, second: Month) -> Law | None:
    """Weights from `first`, calibrated on `second`; None when too few people bought."""
    for month in (first, second):
        buyers = int(month.bought.sum())
        if buyers < FEWEST_BUYERS or len(month.bought) - buyers < FEWEST_BUYERS:
            return None
    logs = np.log1p(first.seen)
    mean, spread = logs.mean(axis=0), logs.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    learned = LogisticRegression(max_iter=300).fit((logs - mean) / scale, first.bought)
    raw = Law(mean, scale, learned.coef_[0], float(learned.intercept_[0]))
    odds = raw.pushes(second.seen).sum(axis=1) + raw.start
    fitted = LogisticRegression(C=1e6).fit(odds.reshape(-1, 1), second.bought)
    slope, shift = float(fitted.coef_[0][0]), float(fitted.intercept_[0])
    if slope <= 0:  # the second month contradicts the first: nothing was learned
        return None
    surest = 1 - 1 / (int(second.bought.sum()) + 2)
    return Law(mean, scale, raw.weights * slope, raw.start * slope + shift, surest)


def judge(law: Law, base: float, later: Month) -> Quality | None:
    """How good `law` is on a month it has not seen; None when too few bought to tell."""
    buyers = int(later.bought.sum())
    if buyers < FEWEST_HELD_OUT:
        return None
    truth = later.bought.astype(float)
    return Quality(
        brier=float(np.mean((law.guess(later.seen) - truth) ** 2)),
        base_brier=float(np.mean((base - truth) ** 2)),
        people=len(truth),
        buyers=buyers,
    )


def factors(pushes: Array) -> list[list[Any]]:
    """What moved one guess most, strongest first: [[feature, by how much], …]."""
    order = np.argsort(-np.abs(pushes))[:MOST_FACTORS]
    return [[FEATURES[at], round(float(pushes[at]), 2)] for at in order if abs(pushes[at]) >= 0.05]
