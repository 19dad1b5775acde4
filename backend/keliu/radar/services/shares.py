"""Shares: prepared before somebody forwards, opened by others, counted once per person."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from keliu.catalog import public as catalog
from keliu.catalog.public import CodeFace
from keliu.kit import clock, ids, scope
from keliu.kit.errors import Invalid
from keliu.platform import sql
from keliu.radar.models import Share
from keliu.radar.rules import kinds
from keliu.radar.rules.shares import Link, parent_of
from keliu.radar.rules.spread import verdict_of

OPENED = """INSERT INTO radar_shareopening (id, merchant_id, share_id, customer_id, at, verdict)
 VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (merchant_id, share_id, customer_id) DO NOTHING"""
PREPARE = """INSERT INTO radar_share (id, merchant_id, parent_id, path, depth, sharer_id, card_id,
  code_id, owner_id, department_id, object_kind, object_id, opens, apart, created_at)
 VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, 0, %s)
 ON CONFLICT (merchant_id, code_id, object_kind, object_id, parent_id, sharer_id, apart)
 DO NOTHING"""


@dataclass(frozen=True)
class ShareFace:
    """What WeChat shows of a forward."""

    share_id: int
    url: str
    title: str
    summary: str
    picture_url: str | None


def chain_of(share: Share) -> list[Link]:
    """The shares from the first sharer down to this one."""
    rows = dict(Share.objects.filter(pk__in=share.path).values_list("id", "sharer_id"))
    above = [Link(one, rows.get(one)) for one in share.path]
    return [*above, Link(share.pk, share.sharer_id)]


def known_share(card_id: int, share_id: int) -> bool:
    """Whether a share id belongs to this card of the current merchant."""
    return bool(Share.objects.filter(pk=share_id, card_id=card_id).exists())


def _shown(code: CodeFace, object_kind: str, object_id: int) -> tuple[str, str, str | None]:
    """Title, summary and picture. Raises Invalid for what this card can not forward."""
    if object_kind == kinds.CARD_OBJECT:
        card = catalog.cards([code.card_id]).get(code.card_id)
        if card is None or object_id != card.id:
            raise Invalid(fields={"object_id": "转发的不是这张名片"})
        summary = " · ".join(filter(None, [card.company, card.title]))
        return f"{card.name}的名片", summary, card.picture_url
    product = catalog.products([object_id]).get(object_id)
    if product is None or not product.on_sale:
        raise Invalid(fields={"object_id": "没有这个产品,可能已下架"})
    return product.name, product.summary or f"{code.card_name}推荐给您", product.picture_url


def _parent(share_id: int | None, card_id: int) -> Share | None:
    if share_id is None:
        return None
    row: Share | None = Share.objects.filter(pk=share_id, card_id=card_id).first()
    if row is None:
        raise Invalid(fields={"parent_share_id": "转发来源不对,请重新打开名片"})
    return row


@transaction.atomic
def share_prepare(
    *, code: CodeFace, object_kind: str, object_id: int, parent_id: int | None, sharer: int | None
) -> ShareFace:
    """The share that a page carries when it is forwarded; asking again gives the same one.

    Raises Invalid for an object or parent that does not belong to this card.
    """
    title, summary, picture = _shown(code, object_kind, object_id)
    parent = _parent(parent_id, code.card_id)
    path = [one.share_id for one in parent_of(chain_of(parent), sharer)] if parent else []
    place = [code.id, object_kind, object_id, path[-1] if path else None, sharer]
    sql.do(
        PREPARE,
        [ids.new(), scope.current(), place[3], path, len(path), sharer, code.card_id, code.id,
         code.owner_id, code.department_id, object_kind, object_id, clock.now()],
    )  # fmt: skip
    names = ("code_id", "object_kind", "object_id", "parent_id", "sharer_id")
    rows = Share.objects.filter(apart=0, **dict(zip(names, place, strict=True)))
    share_id = rows.values_list("id", flat=True).get()
    url = f"{catalog.url_of(code.code)}?s={share_id}"
    return ShareFace(share_id, url, title, summary, picture)


def opened(share_id: int, opener: int, *, agent: str = "") -> bool:
    """A known person came by a share: kept once per person, and counted unless a rule speaks up.

    `agent` is what their browser calls itself; empty when nobody asked.
    """
    sharer = Share.objects.filter(pk=share_id).values_list("id", "sharer_id").first()
    if sharer is None:
        return False
    verdict = verdict_of(sharer[1], opener, agent)
    values = [ids.new(), scope.current(), share_id, opener, clock.now(), verdict]
    if not sql.do(OPENED, values) or verdict:
        return False
    Share.objects.filter(pk=share_id).update(opens=F("opens") + 1)
    return True
