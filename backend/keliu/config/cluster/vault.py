"""DIR/secrets.json: the passwords and the master key of one data folder."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from keliu.config.trouble import Trouble, from_os_error

FILE_NAME = "secrets.json"


@dataclass(frozen=True)
class Secrets:
    """Random for every data folder; losing the file loses the encrypted columns."""

    master_key: str
    admin: str
    owner: str
    app: str
    relay: str
    box_key: str
    oa_appid: str
    oa_secret: str
    mini_appid: str
    mini_secret: str


def secrets_of(data: Path) -> Secrets:
    """Read the folder's secrets, making them on first use (mode 0600)."""
    path = data / FILE_NAME
    if path.exists():
        return _read(path)
    fresh = Secrets(
        master_key=base64.b64encode(secrets.token_bytes(32)).decode(),
        admin=secrets.token_urlsafe(24),
        owner=secrets.token_urlsafe(24),
        app=secrets.token_urlsafe(24),
        relay=secrets.token_urlsafe(24),
        box_key=secrets.token_urlsafe(24),
        # The demo's official account and mini program, known to its own box only.
        oa_appid=f"wx{secrets.token_hex(8)}",
        oa_secret=secrets.token_hex(16),
        mini_appid=f"wx{secrets.token_hex(8)}",
        mini_secret=secrets.token_hex(16),
    )
    write_private(path, json.dumps(asdict(fresh), indent=1))
    return fresh


def _read(path: Path) -> Secrets:
    try:
        return Secrets(**json.loads(path.read_text()))
    except OSError as error:
        raise from_os_error(error, path) from error
    except (ValueError, TypeError) as error:
        raise Trouble(f"{path} 已损坏", "请从备份恢复它;没有它,加密的手机号读不出来") from error


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner may read, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise from_os_error(error, path) from error
