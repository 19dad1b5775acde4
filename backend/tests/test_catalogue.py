"""What the database itself promises: both fences on every merchant table, nothing unlisted."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import models

GLOBAL_TABLES = {
    "platform_merchant", "platform_route", "platform_ticket",
    "accounts_account", "accounts_accountidentity", "accounts_membership", "accounts_session",
    "wechat_apptoken", "wechat_pathuse", "wechat_pathstate",
    "django_migrations", "django_content_type",
}  # fmt: skip
GLOBAL_WITH_MERCHANT = {
    "platform_route": "finds the merchant of an outside key",
    "platform_ticket": "spent before the merchant is known",
    "accounts_membership": "finds the merchants of an account",
    "accounts_session": "finds the merchant of a request",
}
DEFINER_FUNCTIONS = {  # each asks for the merchant of the setting itself
    "customers_search", "customers_search_common", "customers_matching", "customers_with",
    "customers_contact_search",
    "sales_opportunity_search", "sales_lead_matching", "sales_opportunity_hits",
    "radar_make_partition", "radar_drop_partitions",
}  # fmt: skip


@pytest.fixture(scope="module")
def owner() -> Iterator[psycopg.Cursor[tuple[object, ...]]]:
    with psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"]) as connection:
        yield connection.cursor()


def listed(owner: psycopg.Cursor[tuple[object, ...]], question: str) -> set[str]:
    return {str(row[0]) for row in owner.execute(question).fetchall()}


TABLES = """SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
 WHERE n.nspname = 'public' AND relkind IN ('r', 'p')"""
WITH_MERCHANT = (
    TABLES
    + """ AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = pg_class.oid
 AND a.attname = 'merchant_id' AND NOT attisdropped)"""
)


def test_every_merchant_table_has_both_fences(owner: psycopg.Cursor[tuple[object, ...]]) -> None:
    fenced = listed(
        owner,
        TABLES
        + """ AND relrowsecurity AND relforcerowsecurity AND EXISTS
        (SELECT 1 FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'merchant_fence')""",
    )
    assert listed(owner, WITH_MERCHANT) - fenced == set(GLOBAL_WITH_MERCHANT)


def test_every_other_table_is_listed(owner: psycopg.Cursor[tuple[object, ...]]) -> None:
    ours = listed(owner, TABLES) - listed(owner, WITH_MERCHANT)
    jobs = {name for name in ours if name.startswith("procrastinate_")}
    assert ours - jobs <= GLOBAL_TABLES


def test_the_merchant_leads_every_key_and_unique(owner: psycopg.Cursor[tuple[object, ...]]) -> None:
    without = listed(
        owner,
        """SELECT i.indexrelid::regclass::text FROM pg_index i
           JOIN pg_class c ON c.oid = i.indrelid
           WHERE i.indisunique AND c.relforcerowsecurity AND NOT EXISTS (
             SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'merchant_id'
             AND a.attnum = i.indkey[0])""",
    )
    assert without == set()


def test_every_link_between_merchant_tables_is_composite(
    owner: psycopg.Cursor[tuple[object, ...]],
) -> None:
    single = listed(
        owner,
        """SELECT conname FROM pg_constraint k
           JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
           WHERE contype = 'f' AND a.relforcerowsecurity AND b.relforcerowsecurity
           AND array_length(conkey, 1) < 2""",
    )
    assert single == set()


def test_every_merchant_link_has_its_constraint(owner: psycopg.Cursor[tuple[object, ...]]) -> None:
    there = listed(
        owner,
        """SELECT a.relname || '.' || t.attname FROM pg_constraint k
           JOIN pg_class a ON a.oid = k.conrelid
           JOIN pg_attribute t ON t.attrelid = a.oid AND t.attnum = k.conkey[2]
           WHERE contype = 'f' AND array_length(conkey, 1) = 2""",
    )
    wanted = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_fields
        if getattr(field, "is_merchant_link", False)
    }
    assert wanted - there == set()


def test_definer_functions_are_listed_and_closed(owner: psycopg.Cursor[tuple[object, ...]]) -> None:
    definers = """SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace
     WHERE prosecdef AND nspname = 'public'"""
    assert listed(owner, definers) == DEFINER_FUNCTIONS
    open_to_all = definers + " AND has_function_privilege('keliu_relay', pg_proc.oid, 'EXECUTE')"
    assert listed(owner, open_to_all) == set()


def test_views_ask_as_the_caller(owner: psycopg.Cursor[tuple[object, ...]]) -> None:
    views = listed(owner, TABLES.replace("'r', 'p'", "'v', 'm'"))
    assert views == set(), "a view needs security_invoker and a line here"


def test_the_app_role_owns_nothing_and_bypasses_nothing(
    owner: psycopg.Cursor[tuple[object, ...]],
) -> None:
    owned = listed(owner, TABLES + " AND pg_get_userbyid(relowner) = 'keliu_app'")
    assert owned == set()
    strong = (
        "SELECT rolname FROM pg_roles WHERE rolname = 'keliu_app' AND (rolsuper OR rolbypassrls)"
    )
    assert listed(owner, strong) == set()


def test_no_model_takes_a_shortcut_round_the_fence() -> None:
    for model in apps.get_models():
        fields = model._meta.local_fields
        if any(getattr(f, "is_merchant_key", False) for f in fields):
            assert model._meta.base_manager_name == "objects", model
            for field in fields:
                assert not isinstance(field, models.OneToOneField), field
                assert not field.unique or field.primary_key, field
            for many in model._meta.local_many_to_many:
                through = many.remote_field.through
                assert through is not None
                assert not through._meta.auto_created, many
