"""dist/keliu-*.whl with the built front ends inside: `make wheel`."""

from __future__ import annotations

import shutil

from common import PYTHON, ROOT, finish, run

PACKAGED = ROOT / "backend/keliu/config/faces_built"
FACES = {
    "console": ROOT / "console/dist",
    "m": ROOT / "mobile/dist/build/h5",
    "phone": ROOT / "mobile/dist/build/phone",
}


def main() -> int:
    shutil.rmtree(PACKAGED, ignore_errors=True)
    try:
        for name, built in FACES.items():
            shutil.copytree(built, PACKAGED / name)
        # The whole path: a bare "backend" would be looked up as somebody's package.
        source = ROOT / "backend"
        run(PYTHON, "-m", "pip", "wheel", "--no-deps", "--wheel-dir", ROOT / "dist", source)
    finally:
        shutil.rmtree(PACKAGED, ignore_errors=True)
        shutil.rmtree(ROOT / "backend/build", ignore_errors=True)
    return 0


finish(main)
