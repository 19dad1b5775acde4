"""Questions about cards, codes and products."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from keliu.accounts import public as accounts
from keliu.catalog.errors import CodeGone
from keliu.catalog.models import Card, CardCode, Product
from keliu.catalog.ports import Ports
from keliu.catalog.selectors import goods
from keliu.kit import ids, scope
from keliu.kit.errors import NotFound
from keliu.platform import files, sql


def cards() -> QuerySet[Card]:
    """Cards with their pictures."""
    return Card.objects.select_related("avatar", "cover")


def cards_of(staff_id: int) -> QuerySet[Card]:
    """Live cards of one person."""
    return Card.objects.filter(owner_id=staff_id, deleted_at__isnull=True)


def cards_for_list(*, owner_id: int | None, state: str | None, q: str | None) -> QuerySet[Card]:
    """Live cards within reach, with the number of their codes."""
    codes = CardCode.objects.alive().filter(card=OuterRef("pk")).values("card")
    rows = accounts.within_reach(cards().filter(deleted_at__isnull=True), "card.read")
    rows = rows.annotate(
        code_count=Coalesce(Subquery(codes.annotate(n=Count("id")).values("n")), 0)
    )
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if q:
        rows = rows.filter(
            Q(name__contains=q)
            | Q(company__contains=q)
            | Q(title__contains=q)
            | Q(label__contains=q)
        )
    return rows.filter(state=state) if state else rows


def codes_of(card_id: int) -> QuerySet[CardCode]:
    """Live codes of a card, oldest first."""
    return CardCode.objects.alive().filter(card_id=card_id).order_by("created_at", "id")


def first_codes(card_ids: Iterable[int]) -> dict[int, str]:
    """The oldest living code of each card."""
    rows = CardCode.objects.alive().filter(card_id__in=list(card_ids)).order_by("-id")
    return dict(rows.values_list("card_id", "code"))


def codes_in_reach() -> QuerySet[CardCode]:
    """Codes, deleted ones too, of live cards within reach."""
    rows = CardCode.objects.select_related("card").filter(card__deleted_at__isnull=True)
    return accounts.within_reach(
        rows, "card.read", owner="card__owner_id", department="card__department_id"
    )


def open_code(code: str) -> CardCode:
    """A code of the current merchant whose card can be shown. Raises NotFound, CodeGone."""
    rows = CardCode.objects.select_related("card__avatar", "card__cover")
    row = rows.filter(code=code).first()
    if row is None:
        raise NotFound
    card = row.card
    if row.deleted_at or card.deleted_at or card.state != Card.State.PUBLISHED:
        raise CodeGone
    return row


FACE = """SELECT c.deleted_at IS NULL AND k.deleted_at IS NULL AND k.state = 'published',
  c.id, c.code, c.channel, k.id, k.name, k.owner_id, k.department_id
 FROM catalog_cardcode c JOIN catalog_card k ON k.merchant_id = c.merchant_id AND k.id = c.card_id
 WHERE c.merchant_id = %s AND c.code = %s"""


def open_face(code: str) -> list[Any]:
    """What places an event, of a code whose card can be shown. Raises NotFound, CodeGone."""
    row = sql.one(FACE, [scope.current(), code])
    if row is None:
        raise NotFound
    if not row[0]:
        raise CodeGone
    return list(row[1:])


def products_for_list(
    *,
    state: str | None,
    q: str | None,
    kind: str | None = None,
    category: str | None = None,
    low: bool = False,
) -> QuerySet[Product]:
    """Live products, each knowing whether few are left of it."""
    rows = products_matching(Product.objects.alive().annotate(low=goods.low()), q)
    rows = rows.filter(state=state) if state else rows
    rows = rows.filter(kind=kind) if kind else rows
    if category:
        rows = rows.filter(goods.under(category))
    return rows.filter(goods.low()) if low else rows


def products_matching(rows: QuerySet[Product], q: str | None) -> QuerySet[Product]:
    """`rows` whose name or summary holds `q`."""
    return rows.filter(Q(name__contains=q) | Q(summary__contains=q)) if q else rows


def products_in_order(identifiers: Iterable[int]) -> list[Product]:
    """Live products in the given order; unknown and deleted ones are left out."""
    wanted = list(identifiers)
    rows = {row.pk: row for row in Product.objects.alive().filter(pk__in=wanted)} if wanted else {}
    return [rows[one] for one in wanted if one in rows]


def pictures_of(products: Iterable[Product], *, first: bool) -> dict[int, files.FileCard]:
    """Files of products by id: only each one's first picture, or all."""
    wanted = [one for row in products for one in row.picture_ids[: 1 if first else None]]
    return files.cards(wanted)


def known_share(card_id: int, share: str | None) -> int | None:
    """The id of a share of this card, or None for anything else."""
    share_id = ids.parse(share)
    return share_id if share_id and Ports.known_share(card_id, share_id) else None
