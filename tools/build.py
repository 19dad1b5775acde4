"""Build the front ends whose sources changed: `build.py [console] [h5] [mp] [phone]`, or all.

`phone` puts the built mini program into the host that WeChat in a box shows on its phones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from common import ROOT, STAMPS, digest, finish, is_fresh, mark, run


@dataclass(frozen=True)
class Face:
    """A front end: its folder, the npm script that builds it, what comes out."""

    folder: str
    script: str
    made: str


FACES = {
    "console": Face("console", "build", "console/dist/index.html"),
    "h5": Face("mobile", "build:h5", "mobile/dist/build/h5/index.html"),
    "mp": Face("mobile", "build:mp-weixin", "mobile/dist/build/mp-weixin/app.json"),
}
SHARED = ("packages/api-client", "packages/shared")
HOST = "packages/miniprogram-host"
MINI_PROGRAM = ROOT / "mobile/dist/build/mp-weixin"
COMPILED_SERVER = "http://127.0.0.1:8000"  # mobile/src/platform/request.wx.ts
ON_PHONES = ROOT / "mobile/dist/build/phone"
NOT_SOURCES = {"node_modules", "dist", "__tests__", "tests"}


def sources(face: Face) -> Iterator[Path]:
    """Everything a build reads."""
    for folder in (face.folder, *SHARED):
        for path in (ROOT / folder).rglob("*"):
            inside = path.relative_to(ROOT / folder).parts
            if path.is_file() and not NOT_SOURCES.intersection(inside):
                yield path


def host_sources() -> Iterator[Path]:
    """The built mini program, what its data are for, and the host itself."""
    yield ROOT / "mobile/privacy.json"
    for folder in (MINI_PROGRAM, ROOT / HOST):
        for path in folder.rglob("*"):
            inside = path.relative_to(folder).parts
            if path.is_file() and not (NOT_SOURCES | {"test", ".ruff_cache"}).intersection(inside):
                yield path


def put_on_phones() -> None:
    """Compile the mini program for the phones of the box."""
    wanted = digest(host_sources())
    stamp = STAMPS / "face-phone"
    if is_fresh(stamp, wanted) and (ON_PHONES / "index.html").exists():
        return
    words = ["--app", MINI_PROGRAM, "--out", ON_PHONES]
    words += ["--privacy", ROOT / "mobile/privacy.json", "--server", COMPILED_SERVER]
    run("node", "build.mjs", *words, cwd=ROOT / HOST, quiet=True)
    mark(stamp, wanted)


def main() -> int:
    names = sys.argv[1:] or [*FACES, "phone"]
    for name in names:
        if name == "phone":
            put_on_phones()
            continue
        face = FACES[name]
        wanted = digest(sources(face))
        stamp = STAMPS / f"face-{name}"
        if is_fresh(stamp, wanted) and (ROOT / face.made).exists():
            continue
        run("npm", "run", "--silent", face.script, cwd=ROOT / face.folder, quiet=True)
        mark(stamp, wanted)
    return 0


finish(main)
