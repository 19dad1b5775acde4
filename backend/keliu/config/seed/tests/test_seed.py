"""The example merchants: complete, consistent, the same every time, and gone without a trace."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.storage import default_storage

from keliu.config import seed
from keliu.config.seed import SeedResult, pools
from keliu.config.trouble import Trouble
from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.customers.selectors.judged import inputs_of
from keliu.customers.services import columns
from keliu.platform import sql
from keliu.platform.files import serving
from keliu.platform.models import StoredFile
from keliu.platform.tenancy import merchant_scope
from keliu.sales.services import tally
from tests.cast import Api

CUSTOMERS = 2_000


@pytest.fixture(scope="module")
def seeded(django_db_blocker: Any) -> Iterator[SeedResult]:
    """Both merchants, committed, so that the owner's connection can take them away again."""
    with django_db_blocker.unblock():
        made = seed.seed(CUSTOMERS)
        yield made
        seed.remove()


@pytest.fixture(params=["company", "shop"])
def inside(request: Any, seeded: SeedResult, db: None) -> Iterator[int]:
    """In the scope of each merchant in turn."""
    merchant_id = seeded.company_id if request.param == "company" else seeded.shop_id
    with merchant_scope(merchant_id):
        yield merchant_id


def _none(statement: str, merchant_id: int) -> None:
    """No row of the merchant is as `statement` says."""
    found = sql.rows(statement, {"m": merchant_id})
    assert found == [], found[:3]


def test_there_is_as_much_of_everything_as_promised(seeded: SeedResult, db: None) -> None:
    with merchant_scope(seeded.company_id):
        counts = {
            table: sql.one(f"SELECT count(*) FROM {table} WHERE merchant_id = %s",
                           [seeded.company_id])[0]
            for table in ("customers_customer", "sales_opportunity", "interactions_interaction",
                          "catalog_product", "accounts_staff", "catalog_card", "sales_lead")
        }  # fmt: skip
        of_leads, returns, bought = sql.one(
            """SELECT count(*) FILTER (WHERE lead_id IS NOT NULL),
             count(*) FILTER (WHERE text = ANY(%s)),
             count(*) FILTER (WHERE ref_kind = 'order') FROM interactions_interaction
            WHERE merchant_id = %s""",
            [list(pools.REASONS), seeded.company_id],
        )  # fmt: skip
        templates = sql.rows("SELECT DISTINCT template FROM catalog_card WHERE merchant_id = %s",
                             [seeded.company_id])  # fmt: skip
    # Three lines a customer; leads, returns to a pool and orders bring lines of their own.
    counts["interactions_interaction"] -= of_leads + returns + bought
    assert counts == {
        "customers_customer": 2_000, "sales_opportunity": 400, "interactions_interaction": 6_000,
        "catalog_product": 12, "accounts_staff": 14, "catalog_card": 12, "sales_lead": 120,
    }  # fmt: skip
    assert returns == pools.RETURNED
    assert 2 * 120 < of_leads < 4 * 120
    assert len(templates) == 5


def test_summaries_say_what_the_rows_behind_them_say(inside: int) -> None:
    _none(
        """SELECT c.id, c.visit_count, v.n, c.last_visit_at, v.last FROM customers_customer c
        LEFT JOIN (SELECT customer_id, count(*) n, max(last_at) last FROM radar_visit
          WHERE merchant_id = %(m)s GROUP BY 1) v ON v.customer_id = c.id
        WHERE c.merchant_id = %(m)s AND (c.visit_count <> coalesce(v.n, 0)
          OR c.last_visit_at IS DISTINCT FROM v.last)""",
        inside,
    )
    _none(
        """SELECT c.id FROM customers_customer c
        LEFT JOIN (SELECT customer_id, max(at) AS last FROM interactions_interaction
          WHERE merchant_id = %(m)s AND kind = 'followup' GROUP BY 1) f ON f.customer_id = c.id
        LEFT JOIN (SELECT customer_id, min(due_at) AS due FROM interactions_plan
          WHERE merchant_id = %(m)s AND state = 'pending' GROUP BY 1) p ON p.customer_id = c.id
        WHERE c.merchant_id = %(m)s AND (c.last_followup_at IS DISTINCT FROM f.last
          OR c.next_followup_at IS DISTINCT FROM p.due)""",
        inside,
    )
    _none(
        """SELECT c.id FROM customers_customer c
        LEFT JOIN (SELECT customer_id, CASE WHEN bool_or(state = 'won') THEN 'won'
          WHEN bool_or(state = 'open') THEN 'open' ELSE 'none' END AS deal FROM sales_opportunity
          WHERE merchant_id = %(m)s GROUP BY 1) o ON o.customer_id = c.id
        WHERE c.merchant_id = %(m)s AND c.deal_state <> coalesce(o.deal, 'none')""",
        inside,
    )


def test_rows_are_as_the_product_would_have_written_them(inside: int) -> None:
    for row in Customer.objects.all():
        seen = inputs_of(row)
        assert row.score == rules.score(seen, row.scored_at)
        phone = columns.opened(row, "phone")
        expected = columns.following(Customer(), {
            "name": row.name, "company": row.company, "wechat_name": row.wechat_name,
            "phone": phone, "kind": row.kind,
        })  # fmt: skip
        wanted = {*expected.values["search"], *columns.other_phone_words(row)}
        assert sorted(row.search) == sorted(wanted)
        assert (row.name_key, row.match_key, row.phone_masked) == (
            expected.values["name_key"], expected.values["match_key"],
            expected.values.get("phone_masked", ""),
        )  # fmt: skip


def test_visits_add_up_from_their_events(inside: int) -> None:
    _none(
        """SELECT v.id FROM radar_visit v LEFT JOIN (
          SELECT visit_id, count(*) n, sum(dwell_ms) dwell, min(at) first, max(at) last,
            count(*) FILTER (WHERE kind = 'share') shares
          FROM radar_event WHERE merchant_id = %(m)s GROUP BY 1) e ON e.visit_id = v.id
        WHERE v.merchant_id = %(m)s AND (v.event_count, v.dwell_ms, v.share_count, v.started_at,
          v.last_at) IS DISTINCT FROM (e.n, e.dwell, e.shares, e.first, e.last)""",
        inside,
    )
    _none(
        """SELECT id FROM (SELECT id, times, row_number() OVER
          (PARTITION BY customer_id ORDER BY started_at) AS place FROM radar_visit
          WHERE merchant_id = %(m)s) v WHERE times <> place""",
        inside,
    )
    _none(
        """SELECT i.id FROM radar_interest i JOIN (
          SELECT customer_id, coalesce(object_kind, 'card') kind,
            coalesce(object_id, card_id) thing, sum(dwell_ms) dwell,
            count(*) FILTER (WHERE kind IN ('card_view', 'product_view')) views
          FROM radar_event WHERE merchant_id = %(m)s AND customer_id IS NOT NULL GROUP BY 1, 2, 3) e
          ON (e.customer_id, e.kind, e.thing) = (i.customer_id, i.object_kind, i.object_id)
        WHERE i.merchant_id = %(m)s AND (i.views, i.dwell_ms) <> (e.views, e.dwell)""",
        inside,
    )
    _none(
        """SELECT a.id FROM radar_anonymouscount a LEFT JOIN (
          SELECT card_id, (at AT TIME ZONE 'Asia/Shanghai')::date AS day, kind, count(*) n
          FROM radar_event WHERE merchant_id = %(m)s AND visit_id IS NULL GROUP BY 1, 2, 3) e
          USING (card_id, day, kind) WHERE a.merchant_id = %(m)s
          AND a.count IS DISTINCT FROM e.n""",
        inside,
    )


def test_counters_of_cards_codes_and_products_are_true(inside: int) -> None:
    _none(
        """SELECT c.id FROM catalog_card c LEFT JOIN (
          SELECT card_id, count(*) n FROM radar_event WHERE merchant_id = %(m)s
           AND kind = 'card_view' GROUP BY 1) e ON e.card_id = c.id
        WHERE c.merchant_id = %(m)s AND c.view_count <> coalesce(e.n, 0)""",
        inside,
    )
    _none(
        """SELECT p.id FROM catalog_product p LEFT JOIN (
          SELECT object_id, count(*) n FROM radar_event WHERE merchant_id = %(m)s
           AND kind = 'product_view' GROUP BY 1) e ON e.object_id = p.id
        WHERE p.merchant_id = %(m)s AND p.view_count <> coalesce(e.n, 0)""",
        inside,
    )
    _none(
        """SELECT k.id FROM catalog_cardcode k
        LEFT JOIN (SELECT first_code_id, count(*) n FROM radar_visitor
          WHERE merchant_id = %(m)s GROUP BY 1) v ON v.first_code_id = k.id
        LEFT JOIN (SELECT source_code_id, count(*) n FROM customers_customer
          WHERE merchant_id = %(m)s GROUP BY 1) c ON c.source_code_id = k.id
        WHERE k.merchant_id = %(m)s
          AND (k.visitors, k.customers) <> (coalesce(v.n, 0), coalesce(c.n, 0))""",
        inside,
    )
    _none(
        """SELECT s.id FROM radar_share s LEFT JOIN (SELECT share_id, count(*) n
          FROM radar_shareopening WHERE merchant_id = %(m)s AND verdict = '' GROUP BY 1) o
         ON o.share_id = s.id
        WHERE s.merchant_id = %(m)s AND s.opens <> coalesce(o.n, 0)""",
        inside,
    )


def test_opportunities_walked_an_unbroken_way(inside: int) -> None:
    _none(
        """SELECT o.id FROM sales_opportunity o JOIN sales_stage s ON s.id = o.stage_id
        LEFT JOIN LATERAL (SELECT to_stage_id, at FROM sales_stagechange c
          WHERE c.merchant_id = %(m)s AND c.opportunity_id = o.id ORDER BY id DESC LIMIT 1) l
          ON true
        WHERE o.merchant_id = %(m)s AND s.merchant_id = %(m)s
          AND (o.state, o.stage_id, o.stage_since)
          IS DISTINCT FROM (s.kind, l.to_stage_id, l.at)""",
        inside,
    )
    _none(
        """SELECT id FROM (SELECT id, from_stage_id, dwell_ms,
          lag(to_stage_id) OVER w AS before,
          round(extract(epoch FROM at - lag(at) OVER w) * 1000) AS passed
          FROM sales_stagechange WHERE merchant_id = %(m)s
          WINDOW w AS (PARTITION BY opportunity_id ORDER BY id)) c
        WHERE from_stage_id IS DISTINCT FROM before OR dwell_ms IS DISTINCT FROM passed""",
        inside,
    )
    kept = """SELECT stage_id, owner_id, department_id, count, amount_fen FROM sales_tally
     WHERE merchant_id = %s"""
    before = set(sql.rows(kept, [inside]))
    tally.rebuild()
    assert set(sql.rows(kept, [inside])) == before


def test_nothing_happens_before_its_time_or_after_now(inside: int) -> None:
    _none(
        """SELECT i.id FROM interactions_interaction i JOIN customers_customer c
          ON c.id = i.customer_id AND c.merchant_id = i.merchant_id
        WHERE i.merchant_id = %(m)s AND i.lead_id IS NULL AND i.at < c.created_at""",
        inside,
    )
    _none(  # a converted lead took along what was said before the customer was there
        """SELECT i.id FROM interactions_interaction i JOIN sales_lead l
          ON l.id = i.lead_id AND l.merchant_id = i.merchant_id
        WHERE i.merchant_id = %(m)s AND (i.at < l.created_at
          OR i.customer_id IS DISTINCT FROM l.customer_id)""",
        inside,
    )
    _none(
        "SELECT id FROM interactions_interaction WHERE merchant_id = %(m)s AND at > now()", inside
    )
    _none("SELECT id FROM radar_event WHERE merchant_id = %(m)s AND at > now()", inside)
    _none(
        "SELECT id FROM customers_customer WHERE merchant_id = %(m)s AND updated_at > now()", inside
    )


@pytest.mark.parametrize("seat", ["owner", "manager", "sales", "neighbour"])
def test_every_figure_is_the_rows_behind_it(seeded: SeedResult, db: None, seat: str) -> None:
    api = _signed_in(seeded, seat)
    status, home = api.get("/home")
    assert status == 200
    assert len(home["figures"]) == 8
    for figure in home["figures"]:
        assert figure["value"] == _behind(api, figure), figure
    if seat == "owner":
        assert all(figure["value"] > 0 for figure in home["figures"])


def _behind(api: Api, figure: Any) -> int:
    rows, path = [], figure["drill"]["path"]
    _, page = api.get(f"{path}&total=true")
    total = page["total"]
    while True:
        rows += page["items"]
        if page["next"] is None:
            break
        _, page = api.get(f"{path}&cursor={page['next']}")
    assert len(rows) == total
    if figure["key"] == "sales_fen":
        return sum(row["paid_fen"] - row["refunded_fen"] for row in rows)
    return sum(row["amount_fen"] for row in rows) if figure["key"] == "won_amount_fen" else total


def _signed_in(seeded: SeedResult, seat: str) -> Api:
    login = seeded.logins[seat]
    status, body = Api().post("/auth/login", {"account": login.account, "password": login.password})
    assert status == 200
    return Api(body["token"])


def test_xiaoli_has_a_day_ahead(seeded: SeedResult, db: None) -> None:
    api = _signed_in(seeded, "sales")
    for due in ("today", "overdue", "upcoming"):
        _, plans = api.get(f"/plans?due={due}&staff=me")
        assert plans["items"], due
    _, feed = api.get("/radar/feed")
    assert feed["items"]
    _, inbox = api.get("/notifications")
    assert inbox["unread"] > 0


def test_xiaoli_has_something_of_most_kinds_to_do(seeded: SeedResult, db: None) -> None:
    api = _signed_in(seeded, "sales")
    status, todo = api.get("/todo")
    assert status == 200
    counts = {one["key"]: one["count"] for one in todo["parts"]}
    for key, count in counts.items():
        _, page = api.get(f"/todo/{key}?limit=100&total=true")
        assert (page["total"], len(page["items"])) == (count, min(count, 100)), key
    assert min(counts[key] for key in ("plans_today", "plans_overdue", "contacts_today")) > 0, (
        counts
    )


def test_logins_are_new_each_time(seeded: SeedResult, db: None) -> None:
    first, second = (seed.fresh_logins("http://localhost:8000") for _ in range(2))
    names = {one["name"] for one in first["merchants"]}
    assert names == {"远航集团", "老王水果店"}
    for seat, login in first["logins"].items():
        again = second["logins"][seat]
        assert login["account"] == again["account"]
        assert login["password"] != again["password"]
        assert Api(login["token"]).get("/me")[0] == 200
        assert login["console_link"].startswith("http://localhost:8000/console/#/enter?ticket=")


def test_pictures_are_there(inside: int) -> None:
    pictures = list(StoredFile.objects.all())
    assert pictures
    for picture in pictures:
        for place in _places(picture):
            assert default_storage.exists(place), place
        assert picture.size < 60_000


def _places(file: StoredFile) -> list[str]:
    """Where storage has the file: private ones apart, with their thumbnail."""
    if not file.private:
        return [f"{file.key[:2]}/{file.key}/{file.name}"]
    variants = [serving.WHOLE, *([serving.THUMB] if file.thumbnail else [])]
    return [serving.path(file, one) for one in variants]


def test_seeding_twice_says_so(seeded: SeedResult, db: None) -> None:
    with pytest.raises(Trouble, match="已经在了"):
        seed.seed(10)
