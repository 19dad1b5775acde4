"""How processes find one another on NATS: `KELIU_BUS` names its servers, subjects are ours alone.

Known to the gateway as well, which has no Django.
"""

from collections.abc import Mapping

SCHEMES = ("nats://", "tls://")
USUAL_PREFIX = "keliu"
SESSION = "keliu_session"
EXACT = frozenset({SESSION})
"""Channels that stay with PostgreSQL: who has been signed out must not depend on a lost message."""


def servers(env: Mapping[str, str]) -> list[str]:
    """The NATS servers, or none: then PostgreSQL wakes. Raises ValueError for another address."""
    found = [part.strip() for part in env.get("KELIU_BUS", "").split(",") if part.strip()]
    for address in found:
        if not address.startswith(SCHEMES) or len(address) == len(address.split("://")[0]) + 3:
            raise ValueError(address)
    return found


def subject(env: Mapping[str, str], channel: str) -> str:
    """Two installations may share a server: each has a word of its own before its channels."""
    return f"{env.get('KELIU_BUS_PREFIX') or USUAL_PREFIX}.{channel}"
