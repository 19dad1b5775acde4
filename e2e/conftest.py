"""One demo house for all journeys, one Chromium, and people with their own windows."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "e2e/shots"  # every page, not kept
PICTURES = ROOT / (os.environ.get("KELIU_PICTURES") or SHOTS)
COLOURS = 160  # enough for a screen, a third of the bytes
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}

expect.set_options(timeout=30_000)  # two cores, and two houses on them


SECOND_HOUSE = {
    "test_phone_pages.py", "test_mini_program.py", "test_bookings.py", "test_wechat.py",
    "test_trade.py", "test_trade_members.py", "test_till.py", "test_shop.py", "test_radar.py",
    "test_pool.py", "test_menus.py", "test_access.py", "test_leads.py",
}  # fmt: skip
"""What runs in the second of two houses, about half of the time. A file always finds the same
neighbours in its house, in the same order, whichever machine it runs on."""
WHICH = os.environ.get("KELIU_E2E_HOUSE", "")
"""first or second; without it everything runs in one."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not WHICH:
        return
    others = [item for item in items if (item.path.name in SECOND_HOUSE) != (WHICH == "second")]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def free_port(span: int = 3) -> int:
    """A port with `span` free neighbours; houses side by side look in ranges of their own."""
    lowest = 18000 if WHICH == "second" else 16000
    for start in range(lowest, lowest + 2000, 7):
        with contextlib.ExitStack() as stack:
            try:
                for offset in range(span):
                    probe = stack.enter_context(socket.socket())
                    probe.bind(("127.0.0.1", start + offset))
            except OSError:
                continue
            return start
    raise RuntimeError("no free ports")


@dataclass
class House:
    """A running demo."""

    facts: dict[str, Any]
    data: Path
    process: subprocess.Popen[bytes] | None
    seconds_to_start: float
    seats: dict[str, Any] = field(default_factory=dict)
    """Who signed in where: what their browser keeps, so that the next window need not sign in."""

    def url(self, path: str, host: str = "localhost") -> str:
        base = str(self.facts["base_url"]).replace("localhost", host)
        return base + path

    def box(self, user: str = "") -> str:
        base = str(self.facts["box_url"])
        return base.replace("localhost", f"{user}.localhost") if user else base


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """`keliu demo` on a fresh folder; stopped by its own process id.

    KELIU_E2E_DATA names the data folder of a demo that runs already, for writing journeys.
    """
    if running := os.environ.get("KELIU_E2E_DATA"):
        yield House(json.loads(Path(running, "demo.json").read_text()), Path(running), None, 0)
        return
    data = tmp_path_factory.mktemp("demo")
    port = free_port()
    command = [str(Path(sys.executable).parent / "keliu"), "demo", "--port", str(port)]
    began = time.monotonic()
    with (data.parent / "demo.log").open("wb") as log:
        process = subprocess.Popen([*command, "--data", str(data)], stdout=log, stderr=log)
    try:
        while not (data / "demo.json").exists():
            assert process.poll() is None, (data.parent / "demo.log").read_text()[-3000:]
            assert time.monotonic() - began < 180, "the demo did not start"
            time.sleep(0.2)
        facts = json.loads((data / "demo.json").read_text())
        yield House(facts, data, process, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium with a camera that is not there."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=os.environ.get("KELIU_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-quic"],
        )
        yield opened
        opened.close()


@dataclass
class Window:
    """A person's browser window that remembers what went wrong in it."""

    context: BrowserContext
    page: Page
    wrong: list[str] = field(default_factory=list)


class Windows:
    """Opens windows and keeps their errors."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.opened: list[Window] = []

    def open(
        self, size: dict[str, int], *, dark: bool = False, touch: bool = False, seat: Any = None
    ) -> Window:
        """A fresh window of `size`; with a `seat`, somebody is signed in already."""
        context = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]  # a plain dict will do
            storage_state=seat,
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            is_mobile=touch,
            device_scale_factor=2 if touch else 1,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        context.set_default_timeout(20_000)
        window = Window(context, context.new_page())
        window.page.on("pageerror", lambda error: window.wrong.append(str(error)))
        self.opened.append(window)
        return window

    def phone(self, *, dark: bool = False, seat: Any = None) -> Window:
        return self.open(PHONE, dark=dark, touch=True, seat=seat)

    def desk(self, *, dark: bool = False, seat: Any = None) -> Window:
        return self.open(DESKTOP, dark=dark, seat=seat)


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    opened = Windows(browser)
    yield opened
    wrong = [text for window in opened.opened for text in window.wrong]
    for window in opened.opened:
        window.context.close()
    assert wrong == []


def picture(page: Page, name: str) -> None:
    """Save what a person sees now; small, for the papers that show it."""
    told = any(f"/{name}.png" in text for text in papers())
    folder = PICTURES if told else SHOTS
    folder.mkdir(parents=True, exist_ok=True)
    taken = page.screenshot(animations="disabled", scale="css")
    if folder == SHOTS:
        (folder / f"{name}.png").write_bytes(taken)
        return
    drawn = Image.open(BytesIO(taken)).convert("RGB")
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


@cache
def papers() -> tuple[str, ...]:
    """The texts that may show pictures."""
    files = [*ROOT.glob("README*.md"), *(ROOT / "docs/guide").glob("*.md")]
    return tuple(file.read_text(encoding="utf-8") for file in files)
