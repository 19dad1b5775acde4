"""What a process of the demo loads before anybody asks it anything."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.runtime.conftest import clean_environment

ASK = """
import json, sys
import django
django.setup()
import keliu.config.worker, keliu.config.subscriptions, keliu.config.urls
from pydantic import BaseModel

def below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from below(one)

models = set(below(BaseModel))
with open("/proc/self/smaps_rollup") as rollup:
    kilobytes = next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
print(json.dumps({
    "models": len(models),
    "built": sorted(one.__name__ for one in models if one.__pydantic_complete__),
    "modules": [name for name, one in sys.modules.items() if one is not None],
    "megabytes": kilobytes / 1024,
}))
"""
NEVER = (
    "rich",
    "click",
    "pygments",
    "PIL",
    "puremagic",
    "numpy",
    "sklearn",
    "unittest",
    "django.test.client",
)


@pytest.fixture(scope="module")
def loaded() -> dict[str, Any]:
    """Everything that web and worker load, in one process."""
    environment = clean_environment(
        KELIU_ENV="demo",
        KELIU_DATABASE_URL="postgresql://keliu_app:x@127.0.0.1:1/keliu",
        DJANGO_SETTINGS_MODULE="keliu.config.settings",
        MALLOC_ARENA_MAX="2",
    )
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_libraries_that_few_requests_need_are_not_loaded_at_the_start(
    loaded: dict[str, Any],
) -> None:
    assert [name for name in NEVER if name in loaded["modules"]] == []


def test_models_are_built_when_they_are_first_used(loaded: dict[str, Any]) -> None:
    """Built, our two thousand are 32 MB and half a second of a start."""
    assert loaded["models"] > 2_000
    assert len(loaded["built"]) < 60, loaded["built"]


def test_a_process_that_has_loaded_everything_is_small(loaded: dict[str, Any]) -> None:
    assert loaded["megabytes"] < 150
