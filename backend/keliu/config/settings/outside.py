"""Services outside the program: where files are kept, and who takes mail."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


def storage(folder: Path, env: Mapping[str, str]) -> dict[str, object]:
    """The local disk, or a bucket of anything that speaks S3 when KELIU_S3_BUCKET names one."""
    bucket = env.get("KELIU_S3_BUCKET", "")
    if not bucket:
        backend = "django.core.files.storage.FileSystemStorage"
        return {"BACKEND": backend, "OPTIONS": {"location": str(folder)}}
    options = {
        "bucket_name": bucket,
        "endpoint_url": env.get("KELIU_S3_ENDPOINT") or None,
        "region_name": env.get("KELIU_S3_REGION") or None,
        "access_key": env.get("KELIU_S3_KEY") or None,
        "secret_key": env.get("KELIU_S3_SECRET") or None,
        "addressing_style": env.get("KELIU_S3_STYLE", "auto"),
        "signature_version": "s3v4",
        "default_acl": None,  # the bucket stays private: every byte passes our own door
        "file_overwrite": True,
        "max_memory_size": 1024 * 1024,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}


def mail_server(url: str) -> dict[str, object]:
    """Django's mail settings from one address."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 10,
    }
