"""Removing the example merchants leaves nothing of them."""

import os
from typing import Any

import psycopg
from django.core.files.storage import default_storage

from keliu.config import seed
from keliu.platform.models import StoredFile
from keliu.platform.tenancy import merchant_scope

TABLES = """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE a.attname = 'merchant_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"""


def test_removing_leaves_nothing(django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        assert not seed.is_seeded()
        made = seed.seed(40)
        with merchant_scope(made.company_id):
            picture = StoredFile.objects.all()[0]
        assert seed.remove() == 2
        assert not seed.is_seeded()
        assert not default_storage.exists(f"{picture.key[:2]}/{picture.key}/{picture.name}")
    ours = [made.company_id, made.shop_id]
    with psycopg.connect(os.environ["KELIU_OWNER_DATABASE_URL"]) as owner:
        for (table,) in owner.execute(TABLES).fetchall():
            left = owner.execute(
                f"SELECT count(*) FROM {table} WHERE merchant_id = ANY(%s)",
                [ours],
            ).fetchone()
            assert left == (0,), table
        accounts = [login.account_id for login in made.logins.values()]
        rest = owner.execute("SELECT count(*) FROM accounts_account WHERE id = ANY(%s)", [accounts])
        assert rest.fetchone() == (0,)
        jobs = owner.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args->>'merchant_id' = ANY(%s)",
            [[str(one) for one in ours]],
        )
        assert jobs.fetchone() == (0,)
