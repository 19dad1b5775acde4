"""The hand-written statements: equal to their twins, and walked along the indexes made for them."""

import os
import re
from typing import Any

import msgspec
import psycopg
import pytest

from keliu.customers.models import Customer
from keliu.customers.schemas import CustomerOut, CustomerRow
from keliu.customers.selectors import fast_list, fast_one, search, with_people
from keliu.customers.selectors import lists as listing
from keliu.customers.services.pools import home
from keliu.customers.tests.factories import add
from keliu.kinds import public as kinds
from keliu.kit import actor, clock, ids
from keliu.kit.actor import Actor
from keliu.platform import sql
from tests import cast
from tests.cast import World

MANY = """INSERT INTO customers_customer SELECT r.* FROM customers_customer c
 CROSS JOIN generate_series(1, 4000) n
 CROSS JOIN LATERAL jsonb_populate_record(c, jsonb_build_object(
  'id', %s + n, 'name', '客户' || n, 'name_key', 'ke hu ' || n, 'phone_index', null,
  'phone_sealed', null, 'phone_masked', '', 'address_sealed', null, 'note', '',
  'visit_count', n %% 7, 'score', n %% 100, 'search', ARRAY['客户', 'w' || n, 'v' || n %% 50],
  'custom', CASE WHEN n %% 3 > 0 THEN jsonb_build_object('grade', n %% 5, 'city', 'c' || n %% 11)
   ELSE '{}'::jsonb END,
  'created_at', now() - n * interval '1 minute', 'updated_at', now() - n * interval '1 minute',
  'last_visit_at', CASE WHEN n %% 5 = 0 THEN now() - n * interval '1 hour' END,
  'next_followup_at', CASE WHEN n %% 6 = 0 THEN now() + n * interval '1 hour' END)
  || CASE WHEN n %% 40 = 0 THEN '{}'::jsonb ELSE jsonb_build_object('owner_id', null,
   'department_id', null, 'owner_since', null, 'pool_id', %s::bigint, 'pool_since', now()) END) r
 WHERE c.merchant_id = %s"""


@pytest.fixture
def busy(far_sail: World) -> World:
    """小李 has a hundred and one of four thousand and one customers."""
    many(far_sail)
    return far_sail


def many(world: World) -> None:
    """One customer by hand, four thousand like it."""
    add(world.api("小李"), "张伟", phone="13812345678", address="解放路 1 号", note='说"好"\n')
    with world.inside():
        sql.do(MANY, [ids.new() + (1 << 22), home.default_id(), world.merchant.pk])


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
    {
        "filter": {
            "all": [
                {"field": "score", "op": "between", "value": [10, 60]},
                {
                    "any": [
                        {
                            "field": "last_visit_at",
                            "op": "within",
                            "value": {"last": 30, "unit": "day"},
                        },
                        {"field": "owner", "op": "is", "value": "me"},
                    ]
                },
            ]
        }
    },
    {"filter": {"field": "custom.grade", "op": "ge", "value": 3}, "q": "v7"},
)
ORDERS = ("name", "-name", "score", "-created_at", "created_at", "last_visit_at", "-last_visit_at",
          "next_followup_at", "-next_followup_at", "custom.grade", "-custom.grade", "custom.city",
          "-custom.city")  # fmt: skip


def own_fields(world: World) -> None:
    """等级 (number) and 城市 (text), added by 王总."""
    for label, slug, type_ in (("等级", "grade", "number"), ("城市", "city", "text")):
        given = {"label": label, "slug": slug, "type": type_}
        status, body = world.api("王总").post("/kinds/customer/fields", given)
        assert status == 200, body


@pytest.mark.parametrize("order", ORDERS)
def test_the_fast_list_equals_its_twin(busy: World, order: str) -> None:
    own_fields(busy)
    for name in PEOPLE:
        with busy.inside(), acting_as(busy, name):
            sort = kinds.order("customer", order, listing.SORTS)
            for question in QUESTIONS:
                same_pages(listing.Filters(**question), sort)


def same_pages(asked: listing.Filters, sort: Any) -> None:
    """The first three pages and their cursors, written by hand and by the ORM."""
    cursor: str | None = None
    for _ in range(3):
        asking = fast_list.page(asked, sort, cursor=cursor, limit=7)
        items, following = sql.answered(asking)
        rows, twin = kinds.page(listing.customers_for_list(asked), sort, cursor=cursor, limit=7)
        expected = [CustomerRow.of(row).model_dump(mode="json") for row in rows]
        assert msgspec.json.decode(items) == expected, asked
        cursor = msgspec.json.decode(following)
        assert cursor == twin
        if cursor is None:
            return


ODD = "\"\\%s %1$s %% {0} '\n\t\x01\x1f\u2028</script>😀"


def test_whatever_stands_in_a_text_is_written_as_json(far_sail: World) -> None:
    with_birthday = add(far_sail.api("小李"), "张伟", phone="13812345678", birthday="1990-02-28")
    add(far_sail.api("小李"), "无名")
    texts = ("name", "company", "position", "industry", "note", "wechat_name", "region")
    with far_sail.inside():
        fields: dict[str, Any] = dict.fromkeys(texts, ODD) | {"custom": {"a": ODD}}
        Customer.objects.update(type=ODD[:20], lifecycle="loyal", **fields)
        far_sail.staff["小李"].name = ODD[:20]
        far_sail.staff["小李"].save(update_fields=["name"])
        Customer.objects.filter(pk=with_birthday["id"]).update(last_order_at=clock.now())
    with far_sail.inside(), acting_as(far_sail, "王总"):
        same_pages(listing.Filters(), kinds.order("customer", "name", listing.SORTS))
        for row in with_people(Customer.objects.order_by("id")):
            text = sql.answered(fast_one.reachable(row.pk))
            assert msgspec.json.decode(text) == CustomerOut.of(row).model_dump(mode="json")


@pytest.mark.parametrize("name", ["王总", "周经理", "小李"])
def test_the_fast_customer_equals_its_twin(busy: World, name: str) -> None:
    with busy.inside(), acting_as(busy, name):
        for row in with_people(Customer.objects.order_by("id"))[:1]:
            text = sql.answered(fast_one.reachable(row.pk))
            assert msgspec.json.decode(text) == CustomerOut.of(row).model_dump(mode="json")


def explained(asked: listing.Filters, sort_name: str = "") -> str:
    """The plan of a list as the app role gets it."""
    sort = kinds.order("customer", sort_name, listing.SORTS)
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
    ("王总", "created_at", "customer_newest"),
    ("王总", "-name", "customer_by_name"),
    ("王总", "last_visit_at", "customer_visited"),
    ("王总", "-next_followup_at", "customer_next"),
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
            assert re.search(f"Index Scan( Backward)? using {index} ", plan), plan
            assert "Seq Scan on customers_customer" not in plan, plan


def test_search_uses_the_word_index_as_the_app(counted: World) -> None:
    with counted.inside(), acting_as(counted, "王总"):
        assert sql.one("SELECT current_user")[0] == "keliu_app"
        used = {name: scans(name) for name in ("customer_search", "customers_customer")}
        assert [hit.name for hit in sql.answered(search.customers("w123"))] == ["客户123"]
        assert [hit.name for hit in sql.answered(search.customers("5678"))] == ["张伟"]
        assert scans("customer_search") >= used["customer_search"] + 2
        assert scans("customers_customer") == used["customers_customer"]  # never from end to end


def test_behind_the_fence_the_index_would_be_closed(busy: World) -> None:
    """Why search is a definer function: the same question asked plainly can not use the index."""
    with busy.inside():
        sql.do("SET LOCAL enable_seqscan = off")
        plain = "EXPLAIN SELECT id FROM customers_customer WHERE merchant_id = %s AND search @> %s"
        plan = "\n".join(r[0] for r in sql.rows(plain, [busy.merchant.pk, ["w123"]]))
        assert "customer_search" not in plan
