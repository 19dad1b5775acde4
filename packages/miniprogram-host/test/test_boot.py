"""The checker itself: it must notice what is broken."""

import json
import subprocess
import sys
from pathlib import Path

BOOT = Path(__file__).resolve().parent.parent / "boot.py"

PAGES = {
    "good/index": ("Page({})", "<view>好</view>"),
    "throws/index": ("Page({ onLoad() { throw new Error('坏了') } })", "<view>字</view>"),
    "rejects/index": (
        "Page({ onReady() { Promise.reject(new Error('没人接')) } })",
        "<view>字</view>",
    ),
    "complains/index": ("Page({ onLoad() { console.error('不对') } })", "<view>字</view>"),
    "blank/index": ("Page({})", "<view> </view>"),
    "module/index": ("require('./none'); Page({})", "<view>字</view>"),
    "undefined/index": ("const here = location.href; Page({})", "<view>字</view>"),
    "late/index": (
        "Page({ onLoad() { wx.request({ url: '/api/x', complete() { throw Error('晚到') } }) } })",
        "<view>字</view>",
    ),
}


def write_app(root: Path) -> None:
    """A mini program with one good page among broken ones."""
    for route, (script, template) in PAGES.items():
        folder = root / Path(route).parent
        folder.mkdir(parents=True)
        (folder / "index.js").write_text(script, encoding="utf-8")
        (folder / "index.wxml").write_text(template, encoding="utf-8")
    (root / "app.json").write_text(json.dumps({"pages": list(PAGES)}), encoding="utf-8")
    (root / "app.js").write_text("App({})", encoding="utf-8")


def run(root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """The checker as a person calls it."""
    command = [sys.executable, str(BOOT), "--app", str(root), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_only_the_good_page_passes(tmp_path: Path) -> None:
    write_app(tmp_path)
    done = run(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == f"1 passed, {len(PAGES) - 1} failed"
    for words in ("坏了", "没人接", "不对", "页面是空白的", "none.js", "href", "晚到"):
        assert words in done.stdout


def test_one_page_can_be_asked_for_with_its_query_and_a_picture(tmp_path: Path) -> None:
    app, shots = tmp_path / "app", tmp_path / "shots"
    write_app(app)
    done = run(app, "--only", "good/index", "--with", "good/index?c=1", "--shots", str(shots))
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "1 passed, 0 failed"
    assert [path.name for path in shots.iterdir()] == ["good_index.png"]


def test_a_broken_template_stops_the_build(tmp_path: Path) -> None:
    write_app(tmp_path)
    (tmp_path / "good/index.wxml").write_text('<view a="{{b +}}"></view>', encoding="utf-8")
    done = run(tmp_path)
    assert done.returncode == 1
    assert "good/index.wxml:1" in done.stderr


def test_a_folder_that_is_no_mini_program_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.returncode == 1
    assert "app.json" in done.stderr
