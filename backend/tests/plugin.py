"""One throw-away PostgreSQL for the whole run; every pytest process gets its own database copy.

The first process starts the cluster from a migrated one (template.py), before Django reads its
settings; tests always run as keliu_app, as requests do.
"""

import gc
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import psycopg
import pytest

from tests.template import migrated

STACK = ExitStack()
ROLES = ("app", "owner", "relay", "admin")


def _template() -> None:
    """Start the cluster with the migrated template, once per run."""
    from keliu.config.cluster import temporary_cluster

    urls = STACK.enter_context(temporary_cluster(like=migrated()))
    folder = STACK.enter_context(tempfile.TemporaryDirectory(prefix="keliu-test-"))
    os.environ["KELIU_DATA"] = folder
    for role in ROLES:
        os.environ[f"KELIU_TEST_{role.upper()}"] = getattr(urls.of("TEMPLATE"), role)


def address(role: str, database: str) -> str:
    """The address of a role in one database of the test cluster."""
    return os.environ[f"KELIU_TEST_{role.upper()}"].replace("TEMPLATE", database)


def _own_database() -> None:
    name = "test_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    with psycopg.connect(address("owner", "postgres"), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name} TEMPLATE keliu STRATEGY file_copy")
    # KELIU_TEST_ROLE=owner runs requests past row-level security: then the program must hold alone.
    os.environ["KELIU_DATABASE_URL"] = address(os.environ.get("KELIU_TEST_ROLE", "app"), name)
    os.environ["KELIU_OWNER_DATABASE_URL"] = address("owner", name)
    os.environ["KELIU_RELAY_DATABASE_URL"] = address("relay", name)


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests(early_config: Any) -> Iterator[None]:
    """Runs around pytest-django's own start, so that settings see the right addresses."""
    os.environ["KELIU_ENV"] = "test"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "keliu.config.settings")
    worker = "PYTEST_XDIST_WORKER" in os.environ
    known = early_config.known_args_namespace
    if not worker:
        _template()
    if worker or not getattr(known, "numprocesses", None):
        _own_database()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """What is imported and collected stays until the end: the collector need not look at it."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        STACK.close()
