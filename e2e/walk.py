"""Walking through pages, one window in Chinese and one in English, looking for what is wrong."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from playwright.sync_api import Error, Page, Response

from conftest import SHOTS

KEY = re.compile(r"(?<![\w./@-])[a-z][A-Za-z]+(?:\.[a-z][A-Za-z]+){1,3}(?![\w./@-])")
CHINESE = re.compile("[\u4e00-\u9fff]+")
# Buttons of WeChat's own pages, which know no English, are quoted as they stand there.
QUOTED = re.compile("“[^”]*”")
FAILED = re.compile("^(再试一次|重试|Try again|Retry)$")
QUIET = re.compile("favicon|ResizeObserver")
NAMES = "中文悟空客流"  # the language's own name, another product's, ours
# What WeChat's console calls its own places, quoted as it stands there.
NAMES += " 设置与开发 开发接口管理 服务器配置 接口权限 公众号设置 账号详情 开发者"
HOST = "mp.weixin.qq.com"
TOO_BIG = 500
# before each page begins: what the one before was still keeping does not matter
SPEAK = "if (location.protocol !== 'about:') localStorage.setItem('keliu.locale', '%s')"


Team = list["Walker"]
Teams = list[Team]


class Walker:
    """A window that goes from page to page and keeps what it hears from the server."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        self.english = language == "en"
        self.answers: list[Response] = []
        self.errors: list[str] = []
        self.data = NAMES
        page.add_init_script(SPEAK % language)
        page.on("response", self.heard)
        page.on("console", lambda told: self.note(told.text) if told.type == "error" else None)

    def heard(self, answer: Response) -> None:
        if "/api/v1/" in answer.url:
            self.answers.append(answer)
        if answer.status >= TOO_BIG:
            self.note(f"{answer.status} {answer.url}")

    def note(self, text: str) -> None:
        if not QUIET.search(text):
            self.errors.append(text[:300])

    def go(self, url: str) -> None:
        """Set out for `url` anew, as somebody who follows a link from outside."""
        self.page.goto("about:blank")
        self.page.goto(url, wait_until="commit")

    def look(self, name: str) -> list[str]:
        """Everything wrong with the page that is open; a look at it in both lights."""
        self.page.wait_for_load_state("networkidle")
        self.remember()
        text = self.page.locator("body").inner_text()
        found = [*self.errors, *KEY.findall(text.replace(HOST, ""))]
        self.errors.clear()
        if self.page.get_by_text(FAILED).count() > 0:
            found.append("an error box")
        if self.english:
            ours = QUOTED.sub("", text)
            found += [run for run in CHINESE.findall(ours) if not self.knows(run)]
        wide = int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))
        if wide > 0:
            found.append(f"{wide} px too wide")
        self.shoot(f"{name}-light-{self.language[:2]}")
        self.page.emulate_media(color_scheme="dark")
        self.shoot(f"{name}-dark-{self.language[:2]}")
        self.page.emulate_media(color_scheme="light")
        return found

    def knows(self, run: str) -> bool:
        """Whether it came from the server, perhaps as two values side by side."""
        return any(run[:at] in self.data and run[at:] in self.data for at in range(len(run)))

    def shoot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        # colours on their way from light to dark are let to arrive
        place = str(SHOTS / f"{name}.jpeg")
        self.page.screenshot(path=place, scale="css", animations="disabled")

    def remember(self) -> None:
        """What the merchant's people wrote may stand on an English page as it is."""
        for answer in self.answers:
            try:
                told = json.loads(answer.text())
            except (Error, ValueError):  # a file, or an answer to a page that has gone
                continue
            self.data += "\n".join(strings(told)) + "\n"
        self.answers.clear()


def walked(stops: Sequence[tuple[str, Teams]]) -> Iterator[tuple[int, Team]]:
    """Which stop, and the team that stands there; another one is on its way to the next already.

    A stop is an address and the teams that may go there, who take turns.
    """

    def send(nth: int) -> Team:
        address, teams = stops[nth]
        team = teams[nth % len(teams)]
        for walker in team:
            walker.go(address)
        return team

    coming = send(0)
    for nth in range(len(stops)):
        there = coming
        if nth + 1 < len(stops):
            coming = send(nth + 1)
        yield nth, there


def strings(told: Any) -> Iterator[str]:
    """Every text of an answer, but those for readers of Chinese."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, list):
        for one in told:
            yield from strings(one)
    elif isinstance(told, dict):
        for key, one in told.items():
            if key != "zh":
                yield from strings(one)
