"""W2: a process whose secrets are missing, short or everybody's does not start."""

import base64
import hashlib
import os
import subprocess
import sys

import pytest

from keliu.config.boot import refuse_weak
from keliu.config.trouble import Trouble

KEY = base64.b64encode(hashlib.sha256(b"of this test").digest()).decode()
GOOD = {
    "KELIU_MASTER_KEY": KEY,
    "KELIU_WECHAT_OA": "wx0123456789abcdef:0123456789abcdef0123456789abcdef",
    "KELIU_WECHAT_MINI": "wx0123456789abcdef:0123456789abcdef0123456789abcdef",
    "KELIU_BOX_KEY": "a-long-enough-box-key",
    "KELIU_WECHAT_API_BASE": "http://127.0.0.1:8002",
    "KELIU_WECHAT_OPEN_BASE": "https://open.weixin.qq.com",
}
WRONG = {
    "KELIU_MASTER_KEY": [
        "", "x", "not base64!", base64.b64encode(bytes(32)).decode(),
        base64.b64encode(b"a" * 32).decode(), base64.b64encode(bytes(range(31))).decode(),
        base64.b64encode(bytes(range(16))).decode(), f"{KEY},",
        f"{KEY},{base64.b64encode(bytes(32)).decode()}",
    ],
    "KELIU_WECHAT_OA": [":", "wx0123456789abcdef", "wx0123456789abcdef:", ":secret", "a:b",
                        "wx0123456789abcdef:short"],
    "KELIU_WECHAT_MINI": [":", "wx0123456789abcdef:", "wx0123456789abcdef:changeme"],
    "KELIU_BOX_KEY": ["", "key", "box"],
    "KELIU_WECHAT_API_BASE": ["http://api.weixin.qq.com", "ftp://127.0.0.1", "//evil", "evil",
                              "http://127.0.0.1.evil.example", "http://[::1]:x@evil.example"],
    "KELIU_WECHAT_OPEN_BASE": ["http://open.weixin.qq.com", "javascript:alert(1)"],
}  # fmt: skip


def test_good_secrets_start() -> None:
    refuse_weak(GOOD)
    refuse_weak({"KELIU_MASTER_KEY": f"{KEY},{KEY}"})


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in WRONG.items() for value in values]
)
@pytest.mark.parametrize("kind", ["production", "demo", None])
def test_weak_ones_do_not(name: str, value: str, kind: str | None) -> None:
    env = {**GOOD, name: value}
    if kind is not None:
        env["KELIU_ENV"] = kind
    with pytest.raises(Trouble) as trouble:
        refuse_weak(env)
    assert name in trouble.value.cause
    assert value == "" or len(value) < 4 or value not in str(trouble.value)


@pytest.mark.parametrize("module", ["keliu.config.wsgi", "keliu.config.worker"])
def test_a_real_process_ends(module: str) -> None:
    code = f"import {module} as m; getattr(m, 'run', lambda: 0)()"
    env = {name: value for name, value in os.environ.items() if not name.startswith("KELIU_")}
    env["KELIU_RELAY_DATABASE_URL"] = "postgresql://nowhere"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False)
    assert done.returncode != 0
    assert "KELIU_MASTER_KEY" in done.stderr.decode()
