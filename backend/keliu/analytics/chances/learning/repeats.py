"""Who still comes, how often, for how much: BG/NBD and Gamma-Gamma, written from the papers.

Fader, Hardie & Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005), and
Fader & Hardie, "The Gamma-Gamma Model of Monetary Value" (2013). A buyer is (x, t_x, T): repeat
orders, when the last one was and how long we know them, both counted from the first order.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, hyp2f1

Array = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Coming:
    """Parameters of BG/NBD: orders come at rates Gamma(r, alpha); people leave by Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True)
class Spending:
    """Parameters of Gamma-Gamma."""

    p: float
    q: float
    v: float


def coming_likelihood(law: Coming, x: Array, t_x: Array, age: Array, many: Array) -> float:
    """Log-likelihood of buyers; `many` says how many of each kind there are."""
    r, alpha, a, b = law.r, law.alpha, law.a, law.b
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    leaving = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
    stayed = -(r + x) * np.log(alpha + age)
    left = np.where(
        x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t_x), -np.inf
    )
    return float(many @ (rate + leaving + np.logaddexp(stayed, left)))


def spending_likelihood(law: Spending, x: Array, mean: Array) -> float:
    """Log-likelihood of buyers with `x` orders of `mean` value."""
    px = law.p * x
    each = gammaln(px + law.q) - gammaln(px) - gammaln(law.q) + law.q * np.log(law.v)
    each += (px - 1) * np.log(mean) + px * np.log(x) - (px + law.q) * np.log(x * mean + law.v)
    return float(each.sum())


def _best(likelihood: Callable[[Array], float], start: Array) -> Array | None:
    """The likeliest positive parameters, or None when the search does not come to rest."""
    found = minimize(
        lambda logs: -likelihood(np.exp(logs)), np.log(start), method="L-BFGS-B",
        bounds=[(-9.0, 12.0)] * len(start), options={"maxiter": 500},
    )  # fmt: skip
    return np.exp(found.x) if found.success and np.isfinite(found.fun) else None


def learn_coming(x: Array, t_x: Array, age: Array) -> Coming | None:
    """The law behind these buyers; equal ones are counted, not repeated."""
    kinds, many = np.unique(np.column_stack([x, t_x, age]), axis=0, return_counts=True)
    xs, ts, ages = kinds[:, 0], kinds[:, 1], kinds[:, 2]
    weights = many.astype(float)
    found = _best(
        lambda one: coming_likelihood(Coming(*one), xs, ts, ages, weights) / len(x),
        np.array([1.0, max(float(np.median(age)) / 4, 1e-3), 1.0, 1.0]),
    )
    return None if found is None else Coming(*map(float, found))


def learn_spending(x: Array, mean: Array) -> Spending | None:
    """The law of order values of people who came back (`mean` over zero)."""
    found = _best(
        lambda one: spending_likelihood(Spending(*one), x, mean) / len(x),
        np.array([1.0, 2.0, float(np.mean(mean))]),
    )
    return None if found is None else Spending(*map(float, found))


def _left(law: Coming, x: Array, t_x: Array, age: Array) -> Array:
    """How much likelier it is that somebody left than that they stay."""
    ratio = (law.r + x) * (np.log(law.alpha + age) - np.log(law.alpha + t_x))
    odds = law.a / (law.b + np.maximum(x, 1) - 1) * np.exp(np.minimum(ratio, 700))
    return np.where(x > 0, odds, 0.0)


def alive(law: Coming, x: Array, t_x: Array, age: Array) -> Array:
    """Probability that somebody still is a customer."""
    found: Array = 1 / (1 + _left(law, x, t_x, age))
    return found


def expected(law: Coming, ahead: float, x: Array, t_x: Array, age: Array) -> Array:
    """How many orders the next span of time brings."""
    r, alpha, a, b = law.r, law.alpha, law.a, law.b
    if abs(a - 1) < 1e-6:  # the formula has a hole there
        a = 1 + 1e-6
    whole = alpha + age + ahead
    shrink = np.exp((r + x) * (np.log(alpha + age) - np.log(whole)))
    series = hyp2f1(r + x, b + x, a + b + x - 1, ahead / whole)
    found: Array = (a + b + x - 1) / (a - 1) * (1 - shrink * series)
    return np.maximum(found / (1 + _left(law, x, t_x, age)), 0.0)


def worth(law: Spending, x: Array, mean: Array) -> Array:
    """What an order of theirs is worth: their own mean, drawn to everybody's the less they came."""
    found: Array = law.p * (law.v + x * mean) / (law.p * x + law.q - 1)
    return found
