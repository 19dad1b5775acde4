"""Secrets that are missing, short or everybody's: a process that would use them does not start."""

from __future__ import annotations

import base64
import binascii
import ipaddress
import re
from collections.abc import Mapping

from keliu.config.gateway.options import nats_servers
from keliu.config.trouble import Trouble
from keliu.kit import networks

KEY_BYTES = 32
LEAST_DIFFERENT = 8  # bytes of a key: nobody draws fewer by lot, people who type one do
APP = re.compile(r"wx[0-9A-Za-z]{4,30}:[0-9A-Za-z_-]{16,64}")
APPS = ("KELIU_WECHAT_OA", "KELIU_WECHAT_MINI")
BASES = ("KELIU_WECHAT_API_BASE", "KELIU_WECHAT_OPEN_BASE")
LEAST_BOX_KEY = 16


def refuse_weak(env: Mapping[str, str]) -> None:
    """Raise Trouble naming the first variable that must not be as it is. Tests go without."""
    if env.get("KELIU_ENV") == "test":
        return
    _keys(env.get("KELIU_MASTER_KEY", ""))
    for name in APPS:
        if env.get(name) and not APP.fullmatch(env[name]):
            raise Trouble(f"{name} 写得不对", "请写成 AppID:AppSecret,两样都从微信后台复制")
    for name in BASES:
        _base(name, env.get(name, ""))
    nats_servers(env)
    key = env.get("KELIU_BOX_KEY")
    if key is not None and len(key) < LEAST_BOX_KEY:
        raise Trouble("KELIU_BOX_KEY 太短", f"请换成 {LEAST_BOX_KEY} 位以上的随机文字,或不要设置它")


def _keys(text: str) -> None:
    fix = '请用 python -c "import os,base64;print(base64.b64encode(os.urandom(32)).decode())" 生成'
    if not text:
        raise Trouble("没有设置 KELIU_MASTER_KEY,加密的内容没有钥匙", fix)
    for part in text.split(","):
        try:
            key = base64.b64decode(part, validate=True)
        except binascii.Error as wrong:
            raise Trouble("KELIU_MASTER_KEY 不是 base64", fix) from wrong
        if len(key) != KEY_BYTES:
            raise Trouble(f"KELIU_MASTER_KEY 要正好 {KEY_BYTES} 字节,现在是 {len(key)}", fix)
        if len(set(key)) < LEAST_DIFFERENT:
            raise Trouble("KELIU_MASTER_KEY 是人人都猜得到的", fix)


def _base(name: str, url: str) -> None:
    """WeChat is spoken to over https; only a box on this machine may do without."""
    if not url:
        return
    parts = networks.split(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or not _here(parts.hostname or ""):
        raise Trouble(f"{name} 要用 https", "接真的微信时不要设置它")


def _here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
