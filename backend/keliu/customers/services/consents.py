"""Agreeing and taking it back. The history is only added to."""

from django.db import transaction

from keliu.customers import rules, selectors
from keliu.customers.errors import ConsentOutdated
from keliu.customers.models import Customer
from keliu.customers.ports import Ports
from keliu.customers.services import summaries
from keliu.kit import clock, ids, scope
from keliu.kit.errors import Invalid, NotFound
from keliu.platform import audit, sql

GRANT = """INSERT INTO customers_consent
 (id, merchant_id, customer_id, purpose, text_version, text_hash, channel, granted_at)
 VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
 ON CONFLICT (merchant_id, customer_id, purpose) WHERE withdrawn_at IS NULL DO NOTHING"""


def _known(purpose: str) -> rules.Purpose:
    known = rules.PURPOSES.get(purpose)
    if known is None:
        raise Invalid(fields={"purpose": "没有这一项"})
    return known


def _grant(row: Customer, purpose: str, channel: str) -> bool:
    """Put a grant on record; False when the same one is live already."""
    text = _known(purpose)
    values = [ids.new(), scope.current(), row.pk, purpose, rules.CONSENT_VERSION, text.text_hash]
    if not sql.do(GRANT, [*values, channel, clock.now()]):
        return False
    audit.record(
        "consent.grant", "customer", row.pk, row.name, {purpose: (None, rules.CONSENT_VERSION)}
    )
    return True


def grant_all(row: Customer, purposes: tuple[str, ...], *, channel: str) -> tuple[str, ...]:
    """Grant several purposes; returns those that are new."""
    return tuple(purpose for purpose in purposes if _grant(row, purpose, channel))


@transaction.atomic
def consent_grant(row: Customer, *, purpose: str, version: str, channel: str) -> None:
    """Agree again from the privacy page. Raises ConsentOutdated, Invalid."""
    _known(purpose)
    if version != rules.CONSENT_VERSION:
        raise ConsentOutdated(version=rules.CONSENT_VERSION)
    _grant(row, purpose, channel)


@transaction.atomic
def consent_withdraw(row: Customer, *, purpose: str) -> None:
    """Take a consent back; what it had covered loses the person. Raises NotFound."""
    _known(purpose)
    live = selectors.live_consents(row.pk).filter(purpose=purpose)
    if not live.update(withdrawn_at=clock.now()):
        raise NotFound
    for deidentify in Ports.deidentifiers:
        deidentify(row.pk, purpose)
    if purpose == "radar":
        summaries.visits_forgotten(row.pk)
    audit.record("consent.withdraw", "customer", row.pk, row.name, {purpose: ("granted", None)})
