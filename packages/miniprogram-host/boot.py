"""Boot every page of a compiled mini program in Chromium and fail on any recorded error.

    python packages/miniprogram-host/boot.py --app mobile/dist/build/mp-weixin

Only loopback addresses are reachable; a missing API is the app's business, not an error here.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

HERE = Path(__file__).resolve().parent
#: A mini program knows no CORS, so the browser must not check it either.
CHROMIUM = ["--no-sandbox", "--disable-background-networking", "--disable-web-security"]
PHONE: Any = {"width": 390, "height": 844}
QUIET_MS = 300
SETTLE_MS = 6000
#: Where the processors are busy, a page may take its time to begin.
START_MS = 30_000
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass
class Outcome:
    """What one page did."""

    route: str
    problems: list[str] = field(default_factory=list)
    text: str = ""
    landed: str = ""


def build(app: Path, out: Path) -> None:
    """Compile the mini program and the host into static files."""
    command = ["node", str(HERE / "build.mjs"), "--app", str(app), "--out", str(out)]
    subprocess.run(command, check=True)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free loopback port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def local_only(route: Route) -> None:
    """Let loopback through and cut everything else."""
    url = urlsplit(route.request.url)
    host = url.hostname or ""
    if url.scheme in ("data", "blob") or host in LOCAL or host.endswith(".localhost"):
        route.continue_()
    else:
        route.abort()


def host_config(options: argparse.Namespace, path: str) -> dict[str, Any]:
    """What the host finds in `window.__KELIU_HOST__`."""
    given = {
        "api": options.api,
        "boxBase": options.box,
        "boxKey": options.box_key,
        "user": options.user,
        "appid": options.appid,
        "path": path,
        "storage": options.storage,
    }
    return {name: value for name, value in given.items() if value}


def settle(page: Page) -> None:
    """Wait until no request is under way and the text has been still for a moment."""
    script = """async ([quiet, most]) => {
        const start = performance.now()
        let text = null, since = start
        while (performance.now() - start < most) {
            const now = document.body.innerText + window.__keliuHost.calls.length
            const busy = window.__keliuHost.pending() > 0
            if (now !== text || busy) { text = now; since = performance.now() }
            if (performance.now() - since >= quiet) return
            await new Promise(resolve => setTimeout(resolve, 50))
        }
    }"""
    page.evaluate(script, [QUIET_MS, SETTLE_MS])


def routes_of(out: Path) -> list[str]:
    """The pages of app.json in order; build.mjs writes them as JSON at the head of app.js."""
    text = (out / "app.js").read_text(encoding="utf-8")
    facts, _ = json.JSONDecoder().raw_decode(text[text.index("{") :])
    return [item["route"] for item in facts["pages"]]


@dataclass
class Booting:
    """A page on its way, in a phone of its own."""

    context: BrowserContext
    page: Page
    outcome: Outcome


def begin(browser: Browser, base: str, route: str, options: argparse.Namespace) -> Booting:
    """Send a new phone to a page, without waiting for it."""
    path = route + (options.query.get(route) or options.query.get("*", ""))
    context = browser.new_context(viewport=PHONE, device_scale_factor=2, has_touch=True)
    context.add_init_script(f"window.__KELIU_HOST__ = {json.dumps(host_config(options, path))}")
    page = context.new_page()
    page.route("**/*", local_only)
    page.goto(base, wait_until="commit")
    return Booting(context, page, Outcome(route))


def end(booting: Booting, options: argparse.Namespace) -> Outcome:
    """Wait for the page and judge it."""
    page, outcome = booting.page, booting.outcome
    try:
        page.wait_for_function("window.__keliuHost?.currentPage()", timeout=START_MS)
        settle(page)
        judge(page, outcome)
        if options.shots:
            shot = options.shots / (outcome.route.replace("/", "_") + ".png")
            page.screenshot(path=shot, animations="disabled", scale="css")
    except PlaywrightTimeout as error:
        outcome.problems.append(f"没有启动: {str(error).splitlines()[0]}")
    finally:
        booting.context.close()
    return outcome


def boots(browser: Browser, base: str, options: argparse.Namespace) -> Iterator[Outcome]:
    """Every page wanted, one after the other; the next one loads while one is judged."""
    known = routes_of(options.out)
    wanted = [route for route in known if not options.only or route in options.only]
    ahead = (begin(browser, base, route, options) for route in wanted)
    current = next(ahead, None)
    while current is not None:
        following = next(ahead, None)
        yield end(current, options)
        current = following


def judge(page: Page, outcome: Outcome) -> None:
    """Collect what went wrong: recorded errors, and a page that shows nothing."""
    seen = page.evaluate(
        """() => ({errors: window.__keliuHost.errors, current: window.__keliuHost.currentPage(),
        drawn: [...document.querySelectorAll('.sim-frame:not([hidden]) .sim-page *')].some(el =>
            ['IMAGE', 'CANVAS', 'VIDEO', 'INPUT'].includes(el.tagName) && el.offsetHeight > 0)})"""
    )
    for error in seen["errors"]:
        outcome.problems.append(f"{error['kind']}: {error['message']}")
        outcome.problems.extend(_place(error["stack"]))
    outcome.text = seen["current"]["text"]
    outcome.landed = seen["current"]["route"]
    if not outcome.text and not seen["drawn"]:
        outcome.problems.append("页面是空白的")


def _place(stack: str) -> list[str]:
    """The first line of a stack that lies in the mini program's own scripts."""
    return [line.strip() for line in stack.splitlines() if "/app.js:" in line][:1]


def report(outcome: Outcome) -> None:
    """One line, and the problems below it."""
    mark = "失败" if outcome.problems else "通过"
    where = "" if outcome.landed in ("", outcome.route) else f" → {outcome.landed}"
    print(f"{mark} {outcome.route}{where}  {' '.join(outcome.text.split())[:60]}", flush=True)
    for problem in outcome.problems:
        print(f"     {problem}")


def parse_storage(items: list[str]) -> dict[str, Any]:
    """`keliu.staff=TOKEN` → what the mini program finds in its storage; JSON values stay JSON."""
    stored: dict[str, Any] = {}
    for key, _, value in (item.partition("=") for item in items):
        try:
            stored[key] = json.loads(value)
        except ValueError:
            stored[key] = value
    return stored


def parse_query(items: list[str]) -> dict[str, str]:
    """`pages/card/index?c=abc` → the query to open that page with."""
    pairs = (item.split("?", 1) for item in items)
    return {pair[0]: f"?{pair[1]}" for pair in pairs if len(pair) == 2}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--app", type=Path, required=True, help="dist/build/mp-weixin")
    parser.add_argument("--api", help="requests to /api/… go to this server")
    parser.add_argument("--box", help="address of WeChat in a box")
    parser.add_argument("--box-key", default=os.environ.get("KELIU_BOX_KEY"))
    parser.add_argument("--user", default="u1")
    parser.add_argument("--appid")
    parser.add_argument("--shots", type=Path, help="folder for pictures")
    parser.add_argument(
        "--only", action="append", default=[], help="only this page; may be repeated"
    )
    parser.add_argument(
        "--with", dest="queries", action="append", default=[], help="pages/card/index?c=abc"
    )
    parser.add_argument(
        "--storage", dest="stored", action="append", default=[], help="keliu.staff=TOKEN"
    )
    options = parser.parse_args()
    options.storage = parse_storage(options.stored)
    options.query = parse_query(options.queries)
    if options.shots:
        options.shots.mkdir(parents=True, exist_ok=True)
    return options


def main() -> int:
    """Build, serve, boot every page, count."""
    options = arguments()
    with tempfile.TemporaryDirectory(prefix="miniprogram-host-") as folder:
        try:
            build(options.app, Path(folder))
        except subprocess.CalledProcessError as error:
            return error.returncode
        with served(Path(folder)) as base, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
            failed = passed = 0
            options.out = Path(folder)
            for outcome in boots(browser, base, options):
                report(outcome)
                failed += bool(outcome.problems)
                passed += not outcome.problems
            browser.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
