"""Inside a phone: what is declared, what the person agreed to, what the phone answers."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page

import boot

PARENT = """<!doctype html><meta charset="utf-8"><script>
window.asked = []
window.answers = {privacyAgreed: false, privacy: true, privacyGiven: true, login: 'code-1'}
window.addEventListener('message', ({data, source}) => {
  if (data.type !== 'ask') return
  asked.push(data.what)
  const value = answers[data.what]
  const ok = value !== undefined
  source.postMessage({keliu: 'mini', type: 'answer', id: data.id, ok, value, error: 'no'}, '*')
})
</script><iframe style="width:390px;height:800px"></iframe>"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A mini program of one page, built with a declaration, a theme and a server."""
    app, out = tmp_path_factory.mktemp("app"), tmp_path_factory.mktemp("out")
    window = {"navigationBarTextStyle": "@bar"}
    facts = {
        "pages": ["a/index"],
        "window": window,
        "darkmode": True,
        "themeLocation": "theme.json",
    }
    theme = {"light": {"bar": "black"}, "dark": {"bar": "white"}}
    given = {
        "app.json": json.dumps(facts),
        "theme.json": json.dumps(theme),
        "app.js": "App({ onShow() { wx.shows = (wx.shows || 0) + 1 } })",
        "a/index.js": "Page({})",
        "a/index.wxml": "<view>好</view>",
        "privacy.json": json.dumps({"declared": {"Clipboard": "复制微信号"}}),
        "parent.html": PARENT,
    }
    for name, text in given.items():
        (app / name).parent.mkdir(exist_ok=True)
        (app / name).write_text(text, encoding="utf-8")
    (app / "parent.html").rename(out / "parent.html")
    words = ["--app", app, "--out", out, "--privacy", app / "privacy.json"]
    command = ["node", boot.HERE / "build.mjs", *words, "--server", "http://127.0.0.1:8000"]
    subprocess.run([str(word) for word in command], check=True)
    with boot.served(out) as address:
        yield address


@pytest.fixture
def parent(browser: Browser, served: str) -> Iterator[Page]:
    """The page that plays the phone."""
    context = browser.new_context(viewport=boot.PHONE, color_scheme="dark")
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"{served}parent.html")
    phone = served.rstrip("/")
    page.evaluate(f"document.querySelector('iframe').src = '{served}?phone={phone}&api={phone}'")
    page.wait_for_function("frames[0].__keliuHost?.currentPage()", timeout=8000)
    yield page
    context.close()


def inside(page: Page) -> Frame:
    return page.frames[1]


def call(page: Page, name: str, options: str = "{}") -> dict[str, Any]:
    script = f"new Promise(r => __keliuHost.wx.{name}({{...{options}, complete: r}}))"
    told: dict[str, Any] = inside(page).evaluate(script)
    return told


def test_the_phone_gives_the_login_code(parent: Page) -> None:
    assert call(parent, "login")["code"] == "code-1"
    assert parent.evaluate("asked") == ["login"]


def test_what_is_not_declared_fails_and_what_is_waits_for_consent_once(parent: Page) -> None:
    refused = call(parent, "getLocation")
    assert refused["errno"] == 112
    assert "not declared" in refused["errMsg"]
    assert call(parent, "setClipboardData", "{data: 'x'}")["errMsg"] == "setClipboardData:ok"
    call(parent, "setClipboardData", "{data: 'y'}")
    assert parent.evaluate("asked") == ["privacyAgreed", "privacy", "privacyGiven"]


def test_a_person_who_refuses_gets_the_refusal_of_wechat(parent: Page) -> None:
    parent.evaluate("answers.privacy = false")
    assert call(parent, "setClipboardData", "{data: 'x'}")["errno"] == 104


def test_paying_is_refused_in_the_phones_words(parent: Page) -> None:
    assert call(parent, "requestPayment")["errMsg"] == "requestPayment:fail no"


def test_the_bar_follows_the_theme_and_the_app_hears_of_hiding(parent: Page) -> None:
    assert inside(parent).locator(".sim-screen").get_attribute("data-text") == "white"
    parent.emulate_media(color_scheme="light")
    inside(parent).wait_for_selector('.sim-screen[data-text="black"]')
    before = inside(parent).evaluate("__keliuHost.wx.shows")
    for said in ("hide", "show"):
        message = json.dumps({"keliu": "mini", "type": said})
        parent.evaluate(f"frames[0].postMessage({message}, '*')")
    inside(parent).wait_for_function(f"__keliuHost.wx.shows === {before} + 1")


def test_what_the_build_calls_its_server_is_the_phones_server(parent: Page, served: str) -> None:
    options = "{url: 'http://127.0.0.1:8000/parent.html', dataType: 'text'}"
    answer = call(parent, "request", options)
    assert answer["statusCode"] == 200
    assert "asked.push" in answer["data"]


def test_the_declaration_file_is_read_as_it_is() -> None:
    known = json.loads(Path(boot.HERE / "privacy-apis.json").read_text(encoding="utf-8"))
    assert set(known["kinds"].values()) <= set(known["names"])
