"""Taking the seeded merchants away again, down to their pictures and jobs."""

import os
from collections.abc import Iterable

import psycopg
from django.core.files.storage import default_storage
from psycopg import sql

from keliu.config.seed.marks import KIND, marked
from keliu.config.trouble import Trouble

TABLES = """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE a.attname = 'merchant_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
   AND c.relnamespace = 'public'::regnamespace ORDER BY 1"""
LONELY = """DELETE FROM accounts_account a WHERE a.id = ANY(%s)
 AND NOT EXISTS (SELECT FROM accounts_membership m WHERE m.account_id = a.id)"""
Connection = psycopg.Connection[tuple[object, ...]]


def remove() -> int:
    """Delete every seeded merchant completely; returns how many there were.

    Rows of the audit log and consents can not be deleted by the app, so this is the owner's work.
    """
    merchants = list(marked().values())
    if not merchants:
        return 0
    address = os.environ.get("KELIU_OWNER_DATABASE_URL")
    if not address:
        raise Trouble("没有数据库所有者的连接,不能删除示例商户", "请设置 KELIU_OWNER_DATABASE_URL")
    with psycopg.connect(address) as owner:
        pictures = _pictures(owner, merchants)
        _rows(owner, merchants)
    for path in pictures:
        default_storage.delete(path)
    return len(merchants)


def _pictures(owner: Connection, merchants: list[int]) -> list[str]:
    """Where every file lies, thumbnails of private ones included."""
    found = owner.execute(
        "SELECT key, name, private FROM platform_file WHERE merchant_id = ANY(%s)", [merchants]
    )
    paths = []
    for key, name, private in found:
        place = f"{str(key)[:2]}/{key}"
        suffix = str(name).rpartition(".")[2]
        private_paths = [f"private/{place}/file.{suffix}", f"private/{place}/thumb.jpg"]
        paths += private_paths if private else [f"{place}/{name}"]
    return paths


def _rows(owner: Connection, merchants: list[int]) -> None:
    """Links are checked when everything is gone, so the order of the tables does not matter."""
    members = owner.execute(
        "SELECT account_id FROM accounts_membership WHERE merchant_id = ANY(%s)", [merchants]
    )
    accounts = [row[0] for row in members]
    owner.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in _tables(owner):
        name = sql.Identifier(table)
        owner.execute(
            sql.SQL("DELETE FROM {} WHERE merchant_id = ANY(%s)").format(name), [merchants]
        )
    owner.execute("DELETE FROM accounts_accountidentity WHERE account_id = ANY(%s)", [accounts])
    owner.execute(LONELY, [accounts])
    owner.execute(
        "DELETE FROM procrastinate_jobs WHERE args->>'merchant_id' = ANY(%s)",
        [[str(one) for one in merchants]],
    )
    owner.execute("DELETE FROM platform_route WHERE kind = %s", [KIND])
    owner.execute("DELETE FROM platform_merchant WHERE id = ANY(%s)", [merchants])


def _tables(owner: Connection) -> Iterable[str]:
    return [str(row[0]) for row in owner.execute(TABLES)]
