"""What customers themselves move in a merge: people, addresses, identities, consents, owners."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from keliu.accounts import public as accounts
from keliu.customers.models import Address, Consent, Contact, DuplicatePair, Identity, Ownership
from keliu.customers.ports import CustomerPart, rows_part
from keliu.kit import actor, clock
from keliu.platform.undo import Journal

ALIVE = Q(deleted_at__isnull=True)
END_HOW, REASON = "merge", "客户合并"


def _one_flag(model: type[models.Model], flag: str) -> Any:
    """Moving rows of which each customer may have one marked: the kept customer's mark stays."""

    def move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
        manager = model._default_manager
        rows = manager.filter(customer_id__in=list(gone_ids)).order_by("pk")
        marked = manager.filter(ALIVE, customer_id=keep_id, **{flag: True}).exists()
        journal.watch(model, [row.pk for row in rows])
        for row in rows:
            living = getattr(row, "deleted_at") is None  # noqa: B009  the model is any of two
            mine = bool(getattr(row, flag)) and not (living and marked)
            marked = marked or (mine and living)
            manager.filter(pk=row.pk).update(customer_id=keep_id, **{flag: mine})

    return move


def _contacts_move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Contacts go along; contacts elsewhere who are one of these people are the kept one now."""
    _one_flag(Contact, "is_main")(keep_id, gone_ids, journal)
    known = Contact.objects.filter(person_id__in=list(gone_ids)).order_by("pk")
    ids = list(known.values_list("pk", flat=True))
    journal.watch(Contact, ids)
    rows = Contact.objects.filter(pk__in=ids)
    rows.filter(customer_id=keep_id).update(person_id=None)
    rows.exclude(customer_id=keep_id).update(person_id=keep_id)


def _consents_move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Consents go along, but for a live one that the kept customer gave or took back later."""
    ours = list(Consent.objects.filter(customer_id__in=[keep_id, *gone_ids]).order_by("id"))
    live = {one.purpose for one in ours if one.customer_id == keep_id and not one.withdrawn_at}
    withdrawn: dict[str, datetime] = {}
    for one in ours:
        if one.withdrawn_at is not None:
            last = withdrawn.get(one.purpose, one.withdrawn_at)
            withdrawn[one.purpose] = max(last, one.withdrawn_at)
    moved = []
    for one in ours:
        if one.customer_id == keep_id:
            continue
        taken_back = withdrawn.get(one.purpose, one.granted_at) > one.granted_at
        if one.withdrawn_at is None and (one.purpose in live or taken_back):
            continue
        if one.withdrawn_at is None:
            live.add(one.purpose)
        moved.append(one.pk)
    journal.watch(Consent, moved)
    Consent.objects.filter(pk__in=moved).update(customer_id=keep_id)


def owners_move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Intervals of owners go along; open ones end now, but for the one whose owner goes on."""
    rows = list(Ownership.objects.filter(customer_id__in=[keep_id, *gone_ids]).order_by("id"))
    journal.watch(Ownership, [row.pk for row in rows])
    going_on = journal.operation.params["ownership_id"]
    now = clock.now()
    for row in rows:
        if row.until is None and str(row.pk) != going_on:
            until = max(row.since, now)
            Ownership.objects.filter(pk=row.pk).update(until=until, end_how=END_HOW, reason=REASON)
    moved = [row.pk for row in rows if row.customer_id != keep_id]
    Ownership.objects.filter(pk__in=moved).update(customer_id=keep_id)


def _pairs_move(keep_id: int, gone_ids: Sequence[int], journal: Journal) -> None:
    """Suspicions among these customers are settled."""
    among = [keep_id, *gone_ids]
    rows = DuplicatePair.objects.filter(low_id__in=among, high_id__in=among)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    journal.watch(DuplicatePair, ids)
    DuplicatePair.objects.filter(pk__in=ids).update(
        state=DuplicatePair.State.MERGED,
        decided_at=clock.now(),
        decided_by=actor.current().staff_id,
    )


def _nothing(customer_ids: Sequence[int]) -> int:
    """Not worth a line in the preview."""
    return 0


def _contacts(customer_ids: Sequence[int]) -> int:
    return Contact.objects.filter(ALIVE, customer_id__in=list(customer_ids)).count()


def _addresses(customer_ids: Sequence[int]) -> int:
    return Address.objects.filter(ALIVE, customer_id__in=list(customer_ids)).count()


def _consents(customer_ids: Sequence[int]) -> int:
    return Consent.objects.filter(customer_id__in=list(customer_ids)).count()


def _owners(customer_ids: Sequence[int]) -> int:
    return Ownership.objects.filter(customer_id__in=list(customer_ids)).count()


PARTS = [
    CustomerPart("contacts", "联系人", "Contacts", _contacts, _contacts_move),
    CustomerPart("addresses", "地址", "Addresses", _addresses, _one_flag(Address, "is_default")),
    rows_part("identities", "身份", "Identities", Identity),
    CustomerPart("consents", "同意记录", "Consents", _consents, _consents_move),
    CustomerPart("owners", "负责人记录", "Owners in time", _owners, owners_move),
    CustomerPart(
        "sessions",
        "登录中的设备",
        "Signed-in devices",
        accounts.merged.sessions_count,
        accounts.merged.sessions_move,
    ),
    CustomerPart(
        "access",
        "临时授权",
        "Temporary access",
        accounts.merged.shares_count,
        accounts.merged.shares_move,
    ),
    CustomerPart("pairs", "查重记录", "Duplicate hints", _nothing, _pairs_move),
]
