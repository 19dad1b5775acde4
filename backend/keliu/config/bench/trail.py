"""Run as a process of its own on the bench's folder: months of visits, events by the million.

Visits are spread over the days and hours of the last quarter and over the customers as in life (a
few come nearly every day, most a few times), each made of one of some hundred ways to look around.
Written by the owner role straight into the monthly partitions, in the order of time.
Prints one line of JSON: whose portraits to ask for.
"""

import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import django
import psycopg

DAYS = 90
WAYS, LONGEST = 160, 12
STEP_MS = 15_000  # from one deed to the next
STRIDE, LARGE = 5, 100_000  # days written at a time, from so many events on
NEARLY = 0.9
SHOWN = 40  # customers of each sort whose portraits are asked for
BUSY, QUIET, DEAD = (*range(9, 13), *range(14, 23)), (7, 8, 13, 23), (1, 5)  # hours of the day
FOLLOW = ("product_view", "product_leave", "list_view", "product_view", "product_leave",
          "company_view", "picture_view", "shop_view", "card_leave")  # fmt: skip
SELDOM = ("phone_tap", "contact_save", "wechat_copy", "share", "address_tap", "cart_add",
          "checkout", "search", "service_view")  # fmt: skip

PLACES = """CREATE TEMP TABLE trail_person AS
 SELECT row_number() OVER (ORDER BY md5(c.id::text)) - 1 AS place, c.id AS customer_id,
  k.id AS card_id, k.owner_id, k.department_id, k.codes
 FROM customers_customer c JOIN (
  SELECT k.id, k.owner_id, k.department_id, k.merchant_id, array_agg(q.id ORDER BY q.id) AS codes
  FROM catalog_card k JOIN catalog_cardcode q ON q.merchant_id = k.merchant_id AND q.card_id = k.id
  WHERE k.merchant_id = %(m)s GROUP BY 1, 2, 3, 4
 ) k ON k.merchant_id = c.merchant_id AND k.owner_id = c.owner_id
 WHERE c.merchant_id = %(m)s AND c.deleted_at IS NULL"""
WAY = """CREATE TEMP TABLE trail_way AS SELECT * FROM unnest(%(n)s::int[], %(kinds)s::text[],
 %(dwell)s::int[], %(did)s::bigint[], %(heat)s::int[], %(hot)s::boolean[], %(shares)s::int[],
 %(last)s::text[]) AS w (n, kinds, dwell, did, heat, hot, shares, last)"""
# The dice come before everything else, so that every row has its own.
VISITS = """CREATE TEMP TABLE trail_visit AS
 SELECT v.n, v.at, w.n AS way, p.customer_id, p.card_id, p.owner_id, p.department_id,
  p.codes[1 + v.n %% cardinality(p.codes)] AS code_id,
  (floor(extract(epoch FROM v.at) * 1000)::bigint - %(epoch)s << 22) | (v.n & 4194303) AS id,
  row_number() OVER (PARTITION BY p.customer_id ORDER BY v.at) AS times
 FROM (
  SELECT n, %(begin)s::timestamptz + floor(r1 * %(days)s) * interval '1 day'
    + (%(hours)s::int[])[1 + floor(r2 * cardinality(%(hours)s::int[]))::int] * interval '1 hour'
    + r3 * interval '1 hour' AS at,
   floor(power(r4, 1.5) * %(people)s)::bigint AS place, floor(r5 * %(ways)s)::int AS way
  FROM (SELECT n, random() AS r1, random() AS r2, random() AS r3, random() AS r4, random() AS r5
   FROM generate_series(1, %(visits)s) AS n OFFSET 0) AS d
 ) AS v JOIN trail_person p USING (place) JOIN trail_way w ON w.n = v.way
 WHERE v.at < %(now)s::timestamptz - interval '10 minutes' ORDER BY v.at"""
OF_A_DAY = "WHERE v.at >= %(from)s AND v.at < %(to)s"
KEEP = f"""INSERT INTO radar_visit (id, merchant_id, customer_id, card_id, code_id, owner_id,
  department_id, started_at, last_at, times, event_count, dwell_ms, share_count, heat, hot,
  last_kind, last_object_kind, last_object_id, last_times, last_dwell_ms, did)
 SELECT v.id, %(m)s, v.customer_id, v.card_id, v.code_id, v.owner_id, v.department_id, v.at,
  v.at + cardinality(k.kinds) * %(step)s * interval '1 ms', v.times, cardinality(k.kinds),
  w.dwell * cardinality(k.kinds), w.shares, w.heat, w.hot, w.last,
  CASE WHEN w.last LIKE 'product%%' THEN 'product' END,
  CASE WHEN w.last LIKE 'product%%'
   THEN (%(products)s::bigint[])[1 + v.n %% cardinality(%(products)s::bigint[])] END,
  1, w.dwell, w.did
 FROM trail_visit v JOIN trail_way w ON w.n = v.way
 CROSS JOIN LATERAL (SELECT string_to_array(w.kinds, ',') AS kinds) k {OF_A_DAY}
 ORDER BY v.at"""  # noqa: S608  literals of ours
EVENTS = f"""INSERT INTO radar_event (merchant_id, id, key, visit_id, customer_id, card_id,
  code_id, kind, object_kind, object_id, dwell_ms, at, device, source)
 SELECT %(m)s, v.id + ((k.at * %(step)s)::bigint << 22), v.n, v.id, v.customer_id, v.card_id,
  v.code_id, k.kind, CASE WHEN k.kind LIKE 'product%%' THEN 'product' END,
  CASE WHEN k.kind LIKE 'product%%'
   THEN (%(products)s::bigint[])[1 + v.n %% cardinality(%(products)s::bigint[])] END,
  CASE WHEN k.kind LIKE '%%leave' THEN w.dwell ELSE 0 END,
  v.at + k.at * %(step)s * interval '1 ms',
  (ARRAY['ios-h5', 'android-mp', 'android-h5'])[1 + v.n %% 3], 'scan'
 FROM trail_visit v JOIN trail_way w ON w.n = v.way
 CROSS JOIN LATERAL unnest(string_to_array(w.kinds, ',')) WITH ORDINALITY AS k (kind, at)
 {OF_A_DAY} ON CONFLICT DO NOTHING"""  # noqa: S608  literals of ours
VISITORS = """INSERT INTO radar_visitor (id, merchant_id, customer_id, card_id, visit_id, first_at,
  first_code_id, last_at, last_code_id)
 SELECT min(id), %(m)s, customer_id, card_id, max(id), min(at), min(code_id), max(at), max(code_id)
 FROM trail_visit GROUP BY customer_id, card_id ON CONFLICT DO NOTHING"""
INTERESTS = """INSERT INTO radar_interest (id, merchant_id, customer_id, object_kind, object_id,
  views, dwell_ms, last_at)
 SELECT min(v.id), %(m)s, v.customer_id, 'product', t.product, count(*), sum(w.dwell), max(v.at)
 FROM trail_visit v JOIN trail_way w ON w.n = v.way AND w.kinds LIKE '%%product_view%%'
 CROSS JOIN LATERAL (SELECT
  (%(products)s::bigint[])[1 + v.n %% cardinality(%(products)s::bigint[])] AS product) t
 GROUP BY v.customer_id, t.product ON CONFLICT DO NOTHING"""
CAME = """UPDATE customers_customer c SET visit_count = c.visit_count + v.n,
  last_visit_at = greatest(c.last_visit_at, v.last_at)
 FROM (SELECT customer_id, count(*) AS n, max(at) AS last_at FROM trail_visit GROUP BY 1) v
 WHERE c.merchant_id = %(m)s AND c.id = v.customer_id"""
COUNT = "SELECT count(*) FROM radar_event WHERE merchant_id = %(m)s"
MONTHS = """SELECT radar_make_partition(d::date) FROM generate_series(
 date_trunc('month', %(begin)s::timestamptz), now(), interval '1 month') AS d"""
SETTLE = ("radar_event", "radar_visit", "radar_visitor", "radar_interest", "customers_customer")


def main(events: int) -> dict[str, Any]:
    django.setup()
    from keliu.config.seed.marks import marked
    from keliu.platform.tenancy import merchant_scope

    company = marked()["company"]
    known = load(company, events)
    with merchant_scope(company):
        return {"events": known, "visitors": visitors()}


def load(merchant_id: int, events: int) -> int:
    """Bring a merchant's events to about `events`; returns how many there are."""
    from keliu.catalog.models import Product
    from keliu.kit import clock, ids
    from keliu.platform.tenancy import merchant_scope

    with merchant_scope(merchant_id):
        products = list(Product.objects.values_list("id", flat=True))
    now = clock.now()
    values: dict[str, Any] = {
        "m": merchant_id, "now": now, "begin": now - timedelta(days=DAYS), "days": DAYS,
        "products": products, "epoch": ids.EPOCH_MS, "step": STEP_MS, "ways": WAYS,
        "hours": [*BUSY * 6, *QUIET * 2, *DEAD],
    }  # fmt: skip
    with _owner() as owner:
        known = _number(owner, COUNT, values)
        if known < events * NEARLY:
            _fill(owner, values, events - known)
            known = _number(owner, COUNT, values)
    return known


def _owner() -> "psycopg.Connection[tuple[Any, ...]]":
    connection = psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"], autocommit=True)
    for setting in ("synchronous_commit = off", "work_mem = '256MB'", "temp_buffers = '256MB'"):
        connection.execute(f"SET {setting}")
    connection.execute("SELECT setseed(0.72)")
    return connection


def _number(owner: "psycopg.Connection[tuple[Any, ...]]", sql: Any, values: dict[str, Any]) -> int:
    row = owner.execute(sql, values).fetchone()
    assert row is not None
    return int(row[0])


def _fill(
    owner: "psycopg.Connection[tuple[Any, ...]]", values: dict[str, Any], events: int
) -> None:
    ways = _ways()
    each = sum(len(kinds) for kinds in ways) / len(ways)
    owner.execute(MONTHS, values)
    owner.execute(WAY, _way_columns(ways))
    owner.execute(PLACES, values)
    people = _number(owner, "SELECT count(*) FROM trail_person", values)
    owner.execute(VISITS, values | {"people": people, "visits": int(events / each)})
    owner.execute("ANALYZE trail_visit")
    for begin, end in _spans(values["begin"], STRIDE if events > LARGE else DAYS + STRIDE):
        for statement in (KEEP, EVENTS):
            owner.execute(statement, values | {"from": begin, "to": end})
        sys.stderr.write(f"{begin:%Y-%m-%d}\n")
    for statement in (VISITORS, INTERESTS, CAME):
        owner.execute(statement, values)
    for table in SETTLE:
        owner.execute(f"VACUUM (ANALYZE) {table}")


def _spans(begin: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Some days at a time, past the end of the last one."""
    for at in range(0, DAYS + STRIDE, days):
        yield begin + timedelta(days=at), begin + timedelta(days=at + days)


def _ways() -> list[list[str]]:
    """How people look around: a card first, then this and that, seldom a deed that counts."""
    dice = random.Random(74)  # noqa: S311  examples, the same every time
    found = []
    for _ in range(WAYS):
        more = dice.choices(FOLLOW, k=dice.randint(1, LONGEST - 1))
        if dice.random() < 0.12:
            more[-1] = dice.choice(SELDOM)
        found.append(["card_view", *more])
    return found


def _way_columns(ways: list[list[str]]) -> dict[str, list[Any]]:
    from keliu.radar.rules import did, kinds

    heats = [sum(kinds.KINDS[kind].heat for kind in way) for way in ways]
    dwell = [2_000 + 700 * at % 20_000 for at in range(len(ways))]
    sums = zip(heats, dwell, ways, strict=True)
    return {
        "n": list(range(len(ways))),
        "kinds": [",".join(way) for way in ways],
        "dwell": dwell,
        "did": [did.mask(way) for way in ways],
        "heat": heats,
        "hot": [kinds.is_hot(heat, each * len(way)) for heat, each, way in sums],
        "shares": [way.count("share") for way in ways],
        "last": [way[-1] for way in ways],
    }


def visitors() -> dict[str, list[str]]:
    """Those who came most often, and some who came a few times."""
    from keliu.customers.models import Customer

    rows = Customer.objects.alive().filter(visit_count__gt=0)
    most = rows.order_by("-visit_count", "id")[:SHOWN]
    few = rows.filter(visit_count__lte=5).order_by("phone_index")[:SHOWN]
    return {
        "often": [str(one) for one in most.values_list("id", flat=True)],
        "seldom": [str(one) for one in few.values_list("id", flat=True)],
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(int(sys.argv[1]))) + "\n")
