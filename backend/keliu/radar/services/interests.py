"""What customers looked at and did, as fields that filters, segments and tag rules ask about."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from keliu.catalog import public as catalog
from keliu.kinds.ports import Choice, Field, Kind, Sql
from keliu.kit import clock, scope
from keliu.platform import sql
from keliu.radar.rules import did
from keliu.radar.rules.kinds import KINDS

DEEDS_DAYS = 30
# Of somebody who wants no judging nothing is concluded, whatever is still kept.
LOOKED = """({alias}.profiling_off_at IS NULL AND {alias}.id IN (
 SELECT i.customer_id FROM radar_interest i
 JOIN unnest(%s::bigint[], %s::bigint[]) AS t (thing, product_id) ON t.product_id = i.object_id
 WHERE i.merchant_id = %s AND i.object_kind = 'product'
 GROUP BY i.customer_id, t.thing
 HAVING max(i.last_at) >= %s AND sum(i.views) >= %s AND sum(i.dwell_ms) >= %s))"""
DID = """({alias}.profiling_off_at IS NULL AND {alias}.id IN (
 SELECT v.customer_id FROM radar_visit v WHERE v.merchant_id = %s
  AND v.customer_id IS NOT NULL AND v.last_at >= %s AND v.did & %s > 0))"""
DEEDS = tuple(Choice(one.name, one.zh, one.en) for one in KINDS.values() if not one.leaves)


def _looked(op: str, value: Any, alias: str, pairs: Iterable[tuple[int, int]]) -> Sql:
    things = list(pairs)
    since = clock.now() - timedelta(days=value["days"])
    text = LOOKED.format(alias=alias)
    given = [
        sql.array(thing for thing, _ in things), sql.array(product for _, product in things),
        scope.current(), since, value["views"], value["seconds"] * 1_000,
    ]  # fmt: skip
    return (f"NOT {text}" if op == "not_looked" else text), given


def _products(op: str, value: Any, alias: str) -> Sql:
    return _looked(op, value, alias, [(one, one) for one in value["ids"]])


def _categories(op: str, value: Any, alias: str) -> Sql:
    return _looked(op, value, alias, catalog.products_of_shelves(value["ids"]))


def _deeds(op: str, value: Any, alias: str) -> Sql:
    names = value if isinstance(value, list) else [value]
    since = clock.now() - timedelta(days=DEEDS_DAYS)
    text = DID.format(alias=alias)
    return (f"NOT {text}" if op == "not_in" else text), [scope.current(), since, did.mask(names)]


vars(_deeds)["ops"] = ("in", "not_in")


def _field(key: str, zh: str, en: str, type_: Any, **more: Any) -> Field:
    return Field(key, zh, en, type_, None, editable=False, importable=False, group="system", **more)


FIELDS = (
    _field("looked_products", "感兴趣的产品", "Product interest", "looks", sql=_products,
           called=catalog.product_names),
    _field("looked_categories", "感兴趣的分类", "Category interest", "looks", sql=_categories,
           called=catalog.shelf_names),
    _field("recent_deeds", f"最近 {DEEDS_DAYS} 天做过", f"Did in the last {DEEDS_DAYS} days",
           "multi", choices=DEEDS, sql=_deeds),
)  # fmt: skip


def watched(kind: Kind) -> Kind:
    """客户 with what the radar knows of them."""
    return replace(kind, fields=(*kind.fields, *FIELDS)) if kind.name == "customer" else kind
