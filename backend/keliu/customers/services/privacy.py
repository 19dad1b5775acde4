"""What a customer sees and takes along of their own data."""

from typing import Any

from keliu.customers import rules, selectors
from keliu.customers.models import Customer
from keliu.customers.ports import Count, Ports
from keliu.customers.services import columns
from keliu.kit import clock


def counts(customer_id: int) -> list[Count]:
    """How much is kept about a customer, kind by kind."""
    consents = selectors.consent_history(customer_id).count()
    found: list[Count] = [("同意记录", "Consents", consents)]
    for more in Ports.privacy_counts:
        found += more(customer_id)
    return found


def _profile(row: Customer) -> dict[str, Any]:
    return {
        "name": row.name,
        "wechat_name": row.wechat_name,
        "avatar_url": row.avatar_url,
        "gender": row.gender,
        "company": row.company,
        "position": row.position,
        "phone": columns.opened(row, "phone"),
        "email": columns.opened(row, "email"),
        "address": columns.opened(row, "address"),
        "region": row.region,
        "birthday": row.birthday.isoformat() if row.birthday else None,
        "visit_count": row.visit_count,
        "order_count": row.order_count,
        "order_total_fen": row.order_total_fen,
        "known_since": clock.iso(row.created_at),
    }


def _consents(row: Customer) -> list[dict[str, Any]]:
    return [
        {
            "purpose": one.purpose,
            "title": rules.PURPOSES[one.purpose].title_zh,
            "version": one.text_version,
            "text_sha256": one.text_hash,
            "channel": one.channel,
            "granted_at": clock.iso(one.granted_at),
            "withdrawn_at": clock.iso(one.withdrawn_at) if one.withdrawn_at else None,
        }
        for one in selectors.consent_history(row.pk)
    ]


def export(row: Customer) -> dict[str, Any]:
    """Everything a customer may take along, as JSON; notes of people at work are not theirs."""
    parts = dict(one(row.pk) for one in Ports.exporters)
    return {
        "exported_at": clock.iso(clock.now()),
        "profile": _profile(row),
        "consents": _consents(row),
        **parts,
    }
