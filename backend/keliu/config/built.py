"""Where the built front ends lie: beside the sources, or inside an installed wheel. No Django."""

from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGED = Path(__file__).resolve().parent / "faces_built"
BUILT = {
    "console": REPOSITORY / "console/dist",
    "m": REPOSITORY / "mobile/dist/build/h5",
    "phone": REPOSITORY / "mobile/dist/build/phone",
}


def folder(face: str) -> Path:
    """The folder of one face; it need not exist."""
    built = BUILT[face]
    return built if built.is_dir() else PACKAGED / face
