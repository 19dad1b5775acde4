"""A phone with the sample mini program for every test."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import servers  # noqa: E402

import boot  # noqa: E402 - the checker next door lends its building blocks

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=boot.CHROMIUM
        )
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sample, built and served."""
    out = tmp_path_factory.mktemp("host")
    boot.build(HERE / "fixture", out)
    with boot.served(out) as address:
        yield address


@pytest.fixture
def api() -> Iterator[str]:
    """A running API that also plays the box."""
    with servers.api() as address:
        yield address


@pytest.fixture
def socket() -> Iterator[str]:
    """A running socket."""
    with servers.echo() as address:
        yield address


@pytest.fixture
def phone(browser: Browser, base: str) -> Iterator[Open]:
    """Open a phone; keywords become `window.__KELIU_HOST__`."""
    contexts = []

    def open_(path: str = "", *, touch: bool = False, **config: Any) -> Page:
        context = browser.new_context(viewport=boot.PHONE, has_touch=touch)
        contexts.append(context)
        given = json.dumps({"path": path, **config})
        context.add_init_script(f"window.__KELIU_HOST__ = {given}")
        page = context.new_page()
        page.set_default_timeout(5000)
        page.goto(base)
        page.wait_for_function("window.__keliuHost?.currentPage()")
        return page

    yield open_
    for context in contexts:
        context.close()
