"""What a new cluster holds before the first migration: roles, one database, two extensions."""

from __future__ import annotations

import psycopg
from psycopg import sql

from keliu.config.cluster.vault import Secrets

DATABASE = "keliu"
OWNER, APP, RELAY = "keliu_owner", "keliu_app", "keliu_relay"

_ROLES = {
    OWNER: sql.SQL("LOGIN NOSUPERUSER BYPASSRLS"),
    APP: sql.SQL("LOGIN NOSUPERUSER NOBYPASSRLS"),
    RELAY: sql.SQL("LOGIN NOSUPERUSER BYPASSRLS"),
}

_IN_DATABASE = """
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS btree_gist;
GRANT ALL ON SCHEMA public TO keliu_owner;
GRANT USAGE ON SCHEMA public TO keliu_app, keliu_relay;
ALTER DEFAULT PRIVILEGES FOR ROLE keliu_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO keliu_app;
ALTER DEFAULT PRIVILEGES FOR ROLE keliu_owner
    GRANT USAGE ON SEQUENCES TO keliu_app;
"""


def bootstrap(admin_url: str, keliu_url: str, passwords: Secrets) -> None:
    """Bring roles and database to the wanted state; running it again changes nothing.

    `admin_url` is a superuser's on the maintenance database, `keliu_url` the same on `keliu`.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        for name, password in (
            (OWNER, passwords.owner),
            (APP, passwords.app),
            (RELAY, passwords.relay),
        ):
            _role(admin, name, password)
        # Planning costs more than running these queries; the app's statements are made for it.
        admin.execute("ALTER ROLE keliu_app SET plan_cache_mode = force_generic_plan")
        _database(admin)
    with psycopg.connect(keliu_url, autocommit=True) as here:
        here.execute(_IN_DATABASE)


def _role(admin: psycopg.Connection[tuple[object, ...]], name: str, password: str) -> None:
    known = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone()
    verb = sql.SQL("ALTER ROLE" if known else "CREATE ROLE")
    admin.execute(
        sql.SQL("{} {} {} PASSWORD {}").format(
            verb, sql.Identifier(name), _ROLES[name], sql.Literal(password)
        )
    )


def _database(admin: psycopg.Connection[tuple[object, ...]]) -> None:
    known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if not known:
        admin.execute("CREATE DATABASE keliu OWNER keliu_owner TEMPLATE template0 ENCODING 'UTF8'")
    admin.execute("REVOKE ALL ON DATABASE keliu FROM PUBLIC")
    admin.execute("GRANT CONNECT ON DATABASE keliu TO keliu_app, keliu_relay")
