"""Build the front ends whose sources changed: `build.py [console] [h5] [mp]`, all without words."""

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
NOT_SOURCES = {"node_modules", "dist", "__tests__", "tests"}


def sources(face: Face) -> Iterator[Path]:
    """Everything a build reads."""
    for folder in (face.folder, *SHARED):
        for path in (ROOT / folder).rglob("*"):
            inside = path.relative_to(ROOT / folder).parts
            if path.is_file() and not NOT_SOURCES.intersection(inside):
                yield path


def main() -> int:
    names = sys.argv[1:] or list(FACES)
    for name in names:
        face = FACES[name]
        wanted = digest(sources(face))
        stamp = STAMPS / f"face-{name}"
        if is_fresh(stamp, wanted) and (ROOT / face.made).exists():
            continue
        run("npm", "run", "--silent", face.script, cwd=ROOT / face.folder, quiet=True)
        mark(stamp, wanted)
    return 0


finish(main)
