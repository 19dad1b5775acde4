"""Settings come from the environment; code is the same in development, staging and production."""

import base64
import os
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core import signals

from keliu.config.settings.outside import mail_server, storage

ENV = os.environ.get("KELIU_ENV", "production")
if ENV != "test":
    # ninja takes a signal of Django's core from `django.test`, which would bring the whole test
    # package into every process: 16 MB for a name.
    sys.modules.setdefault("django.test.signals", signals)
    # structlog and httpx fetch the colours of a terminal where they find them: 4 MB for a log file.
    # httpx brings its command line, with two more libraries, wherever it can.
    for name in ("rich", "httpx._main"):
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # Python's "not here"
DEBUG = False
DATA = Path(os.environ.get("KELIU_DATA") or "/var/lib/keliu")
BASE_URL = os.environ.get("KELIU_BASE_URL", "http://localhost:8000").rstrip("/")
GATEWAY_URL = os.environ.get("KELIU_GATEWAY_URL", "")  # empty: /ws of the same host
TRUST_PROXY = os.environ.get("KELIU_TRUST_PROXY") == "1"

# 32 zero bytes in tests only; the doctor and `keliu serve` refuse to run without a real key.
MASTER_KEYS = [
    base64.b64decode(part)
    for part in os.environ.get("KELIU_MASTER_KEY", base64.b64encode(bytes(32)).decode()).split(",")
]
SECRET_KEY = base64.b64encode(MASTER_KEYS[0]).decode()

_host = urlsplit(BASE_URL).hostname or "localhost"
ALLOWED_HOSTS = [_host, "127.0.0.1", "localhost"]
if ENV in {"demo", "test"}:
    ALLOWED_HOSTS += [".localhost", "testserver"]
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUST_PROXY else None

INSTALLED_APPS = [
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_linear_migrations",
    "keliu.platform",
    "keliu.accounts",
    "keliu.kinds",
    "keliu.tags",
    "keliu.customers",
    "keliu.outreach",
    "keliu.interactions",
    "keliu.catalog",
    "keliu.radar",
    "keliu.orders",
    "keliu.sales",
    "keliu.conversations",
    "keliu.bookings",
    "keliu.membership",
    "keliu.shopfront",
    "keliu.hooks",
    "keliu.analytics",
    "keliu.wechat",
    "keliu.config",
]


def database(url: str) -> dict[str, object]:
    """Django's form of a PostgreSQL address; `?host=/run` is a Unix socket."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "keliu.platform.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(query.pop("port", parts.port or "")),
        "CONN_MAX_AGE": 600,
        # platform.pipeline prepares, and nobody else.
        "OPTIONS": {**query, "prepare_threshold": None},
    }


DATABASES = {
    "default": database(
        os.environ.get("KELIU_DATABASE_URL", "postgresql://keliu_app@localhost/keliu")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOT_URLCONF = "keliu.config.urls"
WSGI_APPLICATION = "keliu.config.wsgi.application"
MIDDLEWARE = [
    "keliu.config.middleware.Language",
    "keliu.config.middleware.Headers",
    "keliu.config.middleware.Size",
    "keliu.config.middleware.Method",
]
APPEND_SLASH = False
TEMPLATES: list[dict[str, object]] = []

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if ENV == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

LANGUAGE_CODE = "zh-hans"
USE_I18N = False
TIME_ZONE = "UTC"
USE_TZ = True

STORAGES: dict[str, dict[str, object]] = {
    "default": storage(DATA / "files", os.environ),
    "staticfiles": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 11 * 1024 * 1024

WECHAT_API_BASE = os.environ.get("KELIU_WECHAT_API_BASE", "https://api.weixin.qq.com")
# WeChat Pay's host and the second one for when it does not answer, apart by a space.
WECHAT_PAY_BASES = os.environ.get(
    "KELIU_WECHAT_PAY_BASES", "https://api.mch.weixin.qq.com https://api2.mch.weixin.qq.com"
).split()
WECHAT_OPEN_BASE = os.environ.get("KELIU_WECHAT_OPEN_BASE", "https://open.weixin.qq.com")
WECHAT_SCRIPT_URL = os.environ.get(
    "KELIU_WECHAT_SCRIPT_URL", "https://res.wx.qq.com/open/js/jweixin-1.6.0.js"
)

# smtp://user:password@host:587 (STARTTLS), smtps://…:465 (TLS), smtp+plain://… (neither, on this
# machine only); empty: no mail.
SMTP_URL = os.environ.get("KELIU_SMTP_URL", "")
DEFAULT_FROM_EMAIL = os.environ.get("KELIU_MAIL_FROM", "Keliu <keliu@localhost>")
for _name, _value in mail_server(SMTP_URL).items():
    globals()[_name] = _value

# Where WeChat keeps people's pictures: pages may show them from there.
WECHAT_AVATARS = "https://thirdwx.qlogo.cn https://wx.qlogo.cn"
if ENV in {"demo", "test"}:
    WECHAT_AVATARS += f" {WECHAT_OPEN_BASE}"

# The installation's own official account and mini program, as appid:secret; empty: not connected.
WECHAT_OA = os.environ.get("KELIU_WECHAT_OA", "")
WECHAT_MINI = os.environ.get("KELIU_WECHAT_MINI", "")
# The template of the service account in which staff are told things; empty: not by WeChat.
WECHAT_NOTICE = os.environ.get("KELIU_WECHAT_NOTICE", "")

# Other systems inside this network may be told things, also without TLS: an ERP next to us.
HOOKS_PRIVATE = os.environ.get("KELIU_HOOKS_PRIVATE", "1" if ENV == "demo" else "") == "1"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
