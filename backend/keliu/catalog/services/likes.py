"""Likes of a card's tags: each person, or unknown device, once for each tag."""

from hashlib import blake2b

from keliu.catalog.models import Card, TagLike
from keliu.catalog.services import faces
from keliu.kit import clock, ids, scope
from keliu.kit.errors import NotFound
from keliu.platform import sql

LIKED = """INSERT INTO catalog_taglike (id, merchant_id, card_id, tag, who, created_at)
 VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (merchant_id, card_id, tag, who) DO NOTHING"""
COUNTED = """UPDATE catalog_card SET likes = likes || jsonb_build_object(
   %s::text, greatest(0, COALESCE((likes ->> %s::text)::int, 0) + %s))
 WHERE merchant_id = %s AND id = %s"""


def who(customer_id: int | None, device: str) -> str:
    """Whose like it is: the person's, or that of a device nobody knows."""
    if customer_id is not None:
        return f"c{customer_id}"
    return "d" + blake2b(device.encode(), digest_size=16).hexdigest()


def tag_like(card: Card, tag: str, *, customer_id: int | None, device: str, on: bool) -> int:
    """Like a tag, or take it back; returns how many like it now. Raises NotFound.

    Who liked it before they were known is not counted a second time.
    """
    if tag not in faces.shown(card)["tags"] or "tags" in faces.shown(card)["hidden"]:
        raise NotFound
    names = {who(None, device), who(customer_id, device)}
    mine = TagLike.objects.filter(card=card, tag=tag, who__in=names)
    change = _added(card, tag, who(customer_id, device)) if on and not mine.exists() else 0
    if not on:
        change = -mine.delete()[0]
    if change:
        sql.do(COUNTED, [tag, tag, change, scope.current(), card.pk])
        card.refresh_from_db(fields=["likes"])
    return int(card.likes.get(tag, 0))


def _added(card: Card, tag: str, name: str) -> int:
    return sql.do(LIKED, [ids.new(), scope.current(), card.pk, tag, name, clock.now()])
