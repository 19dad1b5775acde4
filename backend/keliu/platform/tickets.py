"""One-time secrets: only their hash is stored, and a conditional update spends them."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from keliu.kit import clock
from keliu.platform import sql
from keliu.platform.models import Ticket


def digest(token: str) -> bytes:
    """What the database keeps of a secret."""
    return hashlib.sha256(token.encode()).digest()


def issue(kind: str, merchant_id: int | None, payload: dict[str, Any], lives: timedelta) -> str:
    """A new secret of `kind`, good until `lives` has passed."""
    token = secrets.token_urlsafe(24)
    Ticket.objects.create(
        token_hash=digest(token),
        kind=kind,
        merchant_id=merchant_id,
        payload=payload,
        expires_at=clock.now() + lives,
    )
    return token


def spend(kind: str, token: str) -> tuple[int | None, dict[str, Any]] | None:
    """Use a secret up: (merchant id, payload) the first time, None ever after."""
    row = sql.one(
        """UPDATE platform_ticket SET used_at = now()
           WHERE token_hash = %s AND kind = %s AND used_at IS NULL AND expires_at > %s
           RETURNING merchant_id, payload""",
        [digest(token), kind, clock.now()],
    )
    return (row[0], row[1]) if row else None
