"""How one box is set up; everything comes from the command line or the environment."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class BoxConfig:
    """Where the box listens, its file, its key, and the product whose pictures it may fetch."""

    port: int
    data: Path
    key: str
    product_base: str = "http://localhost:8000"
    mini: Path | None = None
    """The mini program, compiled for the phones; without it a code says only what it opens."""

    def __post_init__(self) -> None:
        """Refuse an empty key: an unlocked admin door would be open to every local page."""
        if not self.key:
            raise ValueError("盒子需要一把钥匙:用 --key 或环境变量 KELIU_BOX_KEY 给出")

    @property
    def base(self) -> str:
        """The address browsers use; servers may use 127.0.0.1 with the same port."""
        return f"http://localhost:{self.port}"
