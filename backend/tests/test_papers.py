"""What the papers say is what the code does."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("backend/keliu", "console/src", "mobile/src", "packages/api-client", "packages/shared")
NOT_BY_HAND = ("/tests/", "__tests__", "/migrations/", "/config/seed/", "node_modules",
               "schema.d.ts", "openapi.json", "__pycache__")  # fmt: skip


def test_the_recipe_for_a_customer_field_lists_every_file_to_touch() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    recipe = re.search(r"<!-- recipe: (\w+) -->\n(.*?)<!-- /recipe -->", text, re.S)
    assert recipe
    listed = set(re.findall(r"`([^`]+/[^`]+)`", recipe[2]))
    word = re.compile(rf"\b{recipe[1]}\b")
    touched = {
        str(path.relative_to(ROOT))
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".ts", ".vue", ".json"}
        and not any(part in str(path) for part in NOT_BY_HAND)
        and word.search(path.read_text())
    }
    assert touched == listed


def test_every_dependency_has_a_line() -> None:
    wanted = (ROOT / "backend/requirements.in").read_text().split()
    names = [re.split(r"[\[=]", line)[0] for line in wanted]
    said = (ROOT / "docs/dependencies.md").read_text()
    assert [name for name in names if name not in said] == []


def test_every_setting_is_described() -> None:
    found: set[str] = set()
    for path in (ROOT / "backend/keliu").rglob("*.py"):
        if "/tests/" not in str(path):
            found |= set(re.findall(r"\bKELIU_[A-Z_]+\b", path.read_text()))
    said = (ROOT / "docs/admin/settings.md").read_text()
    assert sorted(name for name in found if f"`{name}`" not in said) == []


def test_every_command_is_described() -> None:
    source = (ROOT / "backend/keliu/config/cli/main.py").read_text()
    names = re.findall(r"@app\.command\([^)]*\)\ndef (\w+)\(", source)
    assert "demo" in names
    said = (ROOT / "docs/admin/commands.md").read_text()
    assert [name for name in names if f"`keliu {name}`" not in said] == []


@pytest.mark.parametrize("paper", ["README.md", "README.en.md", "ARCHITECTURE.md", "SECURITY.md",
                                   "CONTRIBUTING.md", "docs/guide/README.md"])  # fmt: skip
def test_links_lead_somewhere(paper: str) -> None:
    file = ROOT / paper
    targets = re.findall(r"\]\(([^)#]+)\)", file.read_text())
    inside = [target for target in targets if "://" not in target]
    assert [one for one in inside if not (file.parent / one).exists()] == []


PICTURE_BYTES = 150_000


def test_pictures_are_there_are_shown_and_are_small() -> None:
    shown: set[Path] = set()
    for paper in (*ROOT.glob("README*.md"), *(ROOT / "docs/guide").glob("*.md")):
        for words, target in re.findall(r"!\[([^\]]*)\]\(([^)]+)\)", paper.read_text()):
            assert words, f"{paper.name}: {target} says nothing to those who can not see it"
            shown.add((paper.parent / target).resolve())
    kept = set((ROOT / "docs/pictures").glob("*.png"))
    assert shown == kept
    assert [file.name for file in kept if file.stat().st_size > PICTURE_BYTES] == []


def test_every_page_of_the_guide_shows_something() -> None:
    for paper in (ROOT / "docs/guide").glob("*.md"):
        if not paper.name.startswith(("README", "permissions.en")):
            assert "](../pictures/" in paper.read_text(), paper.name
