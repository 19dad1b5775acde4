"""Law of specs: which combinations of values there may be, and how one reads them."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from keliu.kit.errors import Invalid

MOST_SPECS, MOST_VALUES, MOST_SKUS = 3, 30, 200
Specs = Sequence[Mapping[str, Any]]


def assert_specs(specs: Specs) -> None:
    """Raises Invalid for specs without names, twice the same, or with too much in them."""
    names = [str(one["name"]) for one in specs]
    if len(specs) > MOST_SPECS:
        raise Invalid(fields={"specs": f"最多 {MOST_SPECS} 种规格,比如颜色、尺码、包装"})
    if len(set(names)) != len(names):
        raise Invalid(fields={"specs": "有两种规格同名,请改掉一个"})
    for one in specs:
        _assert_spec(str(one["name"]), list(one["values"]))


def _assert_spec(name: str, values: list[str]) -> None:
    if not name or not values:
        raise Invalid(fields={"specs": "每种规格要有名称和至少一个值,比如“颜色”和“红”"})
    if len(values) > MOST_VALUES:
        raise Invalid(fields={"specs": f"“{name}”最多 {MOST_VALUES} 个值"})
    if len(set(values)) != len(values) or not all(values):
        raise Invalid(fields={"specs": f"“{name}”里有空的或重复的值"})


def assert_values(specs: Specs, rows: Sequence[tuple[str, ...]]) -> None:
    """Raises Invalid unless every row is a combination of the specs, each at most once."""
    allowed = combinations(specs)
    if not rows:
        raise Invalid(fields={"skus": "至少要留一个规格,才有东西可卖"})
    if len(rows) > MOST_SKUS:
        raise Invalid(fields={"skus": f"规格组合最多 {MOST_SKUS} 个,请减少规格值"})
    if len(set(rows)) != len(rows):
        raise Invalid(fields={"skus": "有两行规格一样,请删掉一行"})
    if not set(rows) <= set(allowed):
        raise Invalid(fields={"skus": "有规格和上面填的规格值对不上,请刷新表格"})


def combinations(specs: Specs) -> list[tuple[str, ...]]:
    """Every combination, in the order of the specs; of no specs there is exactly one."""
    lists = [[str(value) for value in one["values"]] for one in specs]
    size = 1
    for values in lists:
        size *= len(values)
    if size > MOST_SKUS * MOST_VALUES:
        raise Invalid(fields={"skus": f"规格组合最多 {MOST_SKUS} 个,请减少规格值"})
    return list(product(*lists))
