"""名片夹: what a customer keeps of this merchant's cards, and what they hand back."""

import json
from typing import Any

from django.db import transaction

from keliu.catalog.errors import HolderFull
from keliu.catalog.events import CardExchanged
from keliu.catalog.models import Card, CardExchange, HeldCard
from keliu.customers import public as customers
from keliu.customers.ports import Count
from keliu.kit import clock
from keliu.kit.errors import NotFound
from keliu.platform import audit, keys
from keliu.platform.outbox import publish

MOST = 200
PURPOSE = "exchange"


def held(customer_id: int) -> list[HeldCard]:
    """The cards a customer keeps, the newest first."""
    rows = HeldCard.objects.select_related("card__avatar").filter(customer_id=customer_id)
    return list(rows.filter(card__deleted_at__isnull=True).order_by("-created_at", "-id")[:MOST])


@transaction.atomic
def card_hold(card: Card, customer_id: int) -> HeldCard:
    """Keep a card; keeping it again changes nothing. Raises HolderFull."""
    customers.hold(customer_id)
    mine = HeldCard.objects.filter(customer_id=customer_id)
    known = mine.filter(card=card).first()
    if known is not None:
        return known
    if mine.count() >= MOST:
        raise HolderFull(most=MOST)
    row = HeldCard(card=card, customer_id=customer_id)
    row.save(force_insert=True)
    return row


def card_let_go(card_id: int, customer_id: int) -> None:
    """Take a card out of the holder. Raises NotFound."""
    if not HeldCard.objects.filter(card_id=card_id, customer_id=customer_id).delete()[0]:
        raise NotFound


@transaction.atomic
def card_exchange(
    card: Card, customer_id: int, given: dict[str, str], *, version: str, channel: str
) -> CardExchange:
    """Hand one's own details to the owner of a card, who sees them at once.

    Raises ConsentOutdated, Invalid, PhonesFull.
    """
    customers.details_given(customer_id, given, version, channel)
    row = CardExchange(
        card=card,
        customer_id=customer_id,
        given_sealed=keys.seal(CardExchange, "given_sealed", json.dumps(given, ensure_ascii=False)),
    )
    row.save(force_insert=True)
    card_hold(card, customer_id)
    audit.record("card.exchange", "card", card.pk, card.name)
    publish(CardExchanged(row.pk, customer_id, card.pk))
    return row


def given(row: CardExchange) -> dict[str, str]:
    """What a customer gave."""
    found: dict[str, str] = json.loads(keys.unseal(CardExchange, "given_sealed", row.given_sealed))
    return found


def deidentify(customer_id: int, purpose: str) -> None:
    """A customer takes back what they handed over: it goes from here and from their record."""
    if purpose != PURPOSE:
        return
    for row in CardExchange.objects.filter(customer_id=customer_id).order_by("created_at", "id"):
        customers.details_taken_back(customer_id, given(row))
    CardExchange.objects.filter(customer_id=customer_id).delete()


def privacy_counts(customer_id: int) -> list[Count]:
    """Lines for the customer's privacy page."""
    return [
        ("名片夹里的名片", "Cards kept", HeldCard.objects.filter(customer_id=customer_id).count()),
        (
            "递出的名片",
            "Cards handed over",
            CardExchange.objects.filter(customer_id=customer_id).count(),
        ),
    ]


def export(customer_id: int) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    """What a customer may take along of it."""
    gave = CardExchange.objects.filter(customer_id=customer_id).order_by("id")
    kept = [
        {"at": clock.iso(row.created_at), "name": row.card.name, "company": row.card.company}
        for row in held(customer_id)
    ]
    return "cards", {
        "kept": kept,
        "given": [{"at": clock.iso(row.created_at), **given(row)} for row in gave],
    }
