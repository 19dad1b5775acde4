"""The hand-written statements: equal to their twins, and walked along the indexes made for them."""

import os
from typing import Any

import msgspec
import psycopg
import pytest

from keliu.customers.models import Customer
from keliu.customers.schemas import CustomerOut, CustomerRow
from keliu.customers.selectors import fast_list, fast_one, search, with_people
from keliu.customers.selectors import lists as listing
from keliu.customers.tests.factories import add
from keliu.kit import actor, ids
from keliu.kit.actor import Actor
from keliu.platform import lists, sql
from tests import cast
from tests.cast import World

MANY = """INSERT INTO customers_customer
 (id, merchant_id, name, name_key, kind, gender, company, position, phone_masked, email_masked,
  region, industry, note, level, source, wechat_name, avatar_url, visit_count, deal_state, score,
  scored_at, search, version, created_at, updated_at, owner_id, department_id)
 SELECT %s + n, merchant_id, '客户' || n, 'ke hu ' || n, kind, gender, company, position, '', '',
  '', '', '', '', 'manual', '', '', n %% 7, 'none', n %% 100, scored_at,
  ARRAY['客户', 'w' || n, 'v' || n %% 50], 1, now() - n * interval '1 minute',
  now() - n * interval '1 minute',
  CASE WHEN n %% 40 = 0 THEN owner_id END, CASE WHEN n %% 40 = 0 THEN department_id END
 FROM customers_customer, generate_series(1, 4000) n WHERE merchant_id = %s"""


@pytest.fixture
def busy(far_sail: World) -> World:
    """小李 has a hundred and one of four thousand and one customers."""
    many(far_sail)
    return far_sail


def many(world: World) -> None:
    """One customer by hand, four thousand like it."""
    add(world.api("小李"), "张伟", phone="13812345678", address="解放路 1 号", note='说"好"\n')
    with world.inside():
        sql.do(MANY, [ids.new() + (1 << 22), world.merchant.pk])


def acting_as(world: World, name: str) -> Any:
    """`name` acts, with what their role grants."""
    staff = world.staff[name]
    reach = tuple([staff.department_id] if staff.department_id else [])
    who = Actor(staff.pk, name, None, "", dict(staff.role.grants), staff.department_id, reach)
    return actor.acting(who)


PEOPLE = ("王总", "周经理", "小李", "小吴", "小孙")
QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"level": ""},
    {"owner": "none"},
    {"owner": "me"},
    {"q": "客户"},
    {"q": "v7"},
    {"source": "manual", "kind": "person"},
)


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("sort", listing.SORTS, ids=lambda one: one.name)
def test_the_fast_list_equals_its_twin(busy: World, name: str, sort: Any) -> None:
    with busy.inside(), acting_as(busy, name):
        for question in QUESTIONS:
            asked = listing.Filters(**question)
            cursor: str | None = None
            for _ in range(3):
                items, following = fast_list.page(asked, sort, cursor=cursor, limit=7)
                rows, twin = lists.page(
                    listing.customers_for_list(asked), sort, cursor=cursor, limit=7
                )
                expected = [CustomerRow.of(row).model_dump(mode="json") for row in rows]
                assert msgspec.json.decode(items) == expected, question
                cursor = msgspec.json.decode(following)
                assert cursor == twin
                if cursor is None:
                    break


@pytest.mark.parametrize("name", ["王总", "周经理", "小李"])
def test_the_fast_customer_equals_its_twin(busy: World, name: str) -> None:
    with busy.inside(), acting_as(busy, name):
        for row in with_people(Customer.objects.order_by("id"))[:1]:
            text = fast_one.reachable(row.pk)
            assert msgspec.json.decode(text) == CustomerOut.of(row).model_dump(mode="json")


def explained(asked: listing.Filters, sort_name: str = "") -> str:
    """The plan of a list as the app role gets it."""
    sort = lists.choose(listing.SORTS, sort_name)
    statement, values = fast_list.statement(asked, sort, cursor=None, size=50)
    return "\n".join(row[0] for row in sql.rows(f"EXPLAIN {statement}", values))


INDEXES = (
    ("王总", "", "customer_updated"),
    ("小吴", "", "customer_updated"),
    ("王总", "-created_at", "customer_newest"),
    ("王总", "name", "customer_by_name"),
    ("王总", "-last_visit_at", "customer_visited"),
    ("王总", "next_followup_at", "customer_next"),
    ("王总", "-score", "customer_hottest"),
    ("小李", "", "customer_of_owner"),
    ("周经理", "", "customer_of_department"),
)


def scans(relation: str) -> int:
    """How often this transaction used a table or an index."""
    found: int = sql.one("SELECT pg_stat_get_xact_numscans(%s::regclass)", [relation])[0]
    return found


@pytest.fixture
def counted(transactional_db: None) -> World:
    """The same four thousand, committed and analysed, as a database that has lived a day."""
    world = cast.company()
    many(world)
    with psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"], autocommit=True) as owner:
        owner.execute("ANALYZE customers_customer")
    return world


def test_every_order_and_reach_has_its_index(counted: World) -> None:
    for name, sort, index in INDEXES:
        with counted.inside(), acting_as(counted, name):
            plan = explained(listing.Filters(), sort)
            assert f"Index Scan using {index}" in plan, plan
            assert "Seq Scan on customers_customer" not in plan, plan


def test_search_uses_the_word_index_as_the_app(counted: World) -> None:
    with counted.inside(), acting_as(counted, "王总"):
        assert sql.one("SELECT current_user")[0] == "keliu_app"
        used = {name: scans(name) for name in ("customer_search", "customers_customer")}
        assert [hit.name for hit in search.customers("w123")] == ["客户123"]
        assert [hit.name for hit in search.customers("5678")] == ["张伟"]
        assert scans("customer_search") >= used["customer_search"] + 2
        assert scans("customers_customer") == used["customers_customer"]  # never from end to end


def test_behind_the_fence_the_index_would_be_closed(busy: World) -> None:
    """Why search is a definer function: the same question asked plainly can not use the index."""
    with busy.inside():
        sql.do("SET LOCAL enable_seqscan = off")
        plain = "EXPLAIN SELECT id FROM customers_customer WHERE merchant_id = %s AND search @> %s"
        plan = "\n".join(r[0] for r in sql.rows(plain, [busy.merchant.pk, ["w123"]]))
        assert "customer_search" not in plan
