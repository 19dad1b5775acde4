"""Registered apps: official accounts and mini programs with their secrets and allowed domains."""

import hmac
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from keliu.box.errors import Refused, WeChatError
from keliu.box.links import plain_host
from keliu.box.store import Row, Store

_APPID = re.compile(r"wx[0-9A-Za-z]{4,30}")


@dataclass(frozen=True)
class App:
    """One app as WeChat's console knows it; `paths` None means every page is published."""

    appid: str
    secret: str
    kind: str
    name: str
    subject: str
    redirect_domains: tuple[str, ...] = ()
    js_domains: tuple[str, ...] = ()
    paths: tuple[str, ...] | None = None

    def public(self) -> dict[str, Any]:
        """Everything but the secret."""
        return {
            "appid": self.appid,
            "kind": self.kind,
            "name": self.name,
            "subject": self.subject,
            "redirect_domains": self.redirect_domains,
            "js_domains": self.js_domains,
            "paths": self.paths,
        }

    def may_redirect_to(self, url: str) -> bool:
        """Whether the address lies on a registered 网页授权域名."""
        return _on_domains(url, self.redirect_domains)

    def may_use_js_on(self, url: str) -> bool:
        """Whether the page lies on a JS接口安全域名; without any, the redirect domains count."""
        return _on_domains(url, self.js_domains or self.redirect_domains)


class Apps:
    """The register of apps."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(self, value: object) -> App:
        """Add an app or bring it up to date; saying the same twice changes nothing."""
        app = _parse(value)
        self._store.run(
            "INSERT INTO apps VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (appid) DO UPDATE SET "
            "secret = excluded.secret, kind = excluded.kind, name = excluded.name, "
            "subject = excluded.subject, "
            "redirect_domains = excluded.redirect_domains, js_domains = excluded.js_domains, "
            "paths = excluded.paths",
            *(app.appid, app.secret, app.kind, app.name, app.subject),
            *(json.dumps(app.redirect_domains), json.dumps(app.js_domains)),
            None if app.paths is None else json.dumps(app.paths),
        )
        return app

    def all(self) -> list[App]:
        """In the order they were registered."""
        return [_app(row) for row in self._store.all("SELECT * FROM apps ORDER BY rowid")]

    def find(self, appid: str) -> App | None:
        """One app by appid."""
        row = self._store.one("SELECT * FROM apps WHERE appid = ?", appid)
        return None if row is None else _app(row)

    def with_secret(self, appid: str, secret: str) -> App:
        """The app that proves itself by its secret, with WeChat's errors when it does not."""
        if not appid:
            raise WeChatError(41002)
        if not secret:
            raise WeChatError(41004)
        app = self.find(appid)
        if app is None:
            raise WeChatError(40013)
        if not hmac.compare_digest(app.secret.encode(), secret.encode()):
            raise WeChatError(40125)
        return app


def _on_domains(url: str, domains: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(url)
        host, port = plain_host(parts.hostname or ""), parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return False
    return host in domains or f"{host}:{port}" in domains


def _app(row: Row) -> App:
    return App(
        appid=row["appid"],
        secret=row["secret"],
        kind=row["kind"],
        name=row["name"],
        subject=row["subject"],
        redirect_domains=tuple(json.loads(row["redirect_domains"])),
        js_domains=tuple(json.loads(row["js_domains"])),
        paths=None if row["paths"] is None else tuple(json.loads(row["paths"])),
    )


def _parse(value: object) -> App:
    if not isinstance(value, dict):
        raise Refused(422, "invalid", "应用要写成 JSON 对象")
    appid, kind = _text(value, "appid"), _text(value, "kind")
    if not _APPID.fullmatch(appid):
        raise Refused(422, "invalid", "appid 以 wx 开头,后面 4 到 30 位字母或数字")
    if kind not in ("oa", "mini"):
        raise Refused(422, "invalid", "kind 只能是 oa 或 mini")
    secret, name = _text(value, "secret"), _text(value, "name")
    if not secret or not name:
        raise Refused(422, "invalid", "secret 和 name 都要填")
    return App(
        appid=appid,
        secret=secret,
        kind=kind,
        name=name,
        subject=_text(value, "subject"),
        redirect_domains=_texts(value, "redirect_domains"),
        js_domains=_texts(value, "js_domains"),
        paths=None if value.get("paths") is None else _texts(value, "paths"),
    )


def _text(value: dict[str, object], name: str) -> str:
    text = value.get(name, "")
    if not isinstance(text, str) or len(text) > 200:
        raise Refused(422, "invalid", f"{name} 要写成 200 字以内的文字")
    return text.strip()


def _texts(value: dict[str, object], name: str) -> tuple[str, ...]:
    items = value.get(name) or []
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise Refused(422, "invalid", f"{name} 要写成文字的列表")
    return tuple(
        item.strip().lower() if name != "paths" else item.strip().lstrip("/") for item in items
    )
