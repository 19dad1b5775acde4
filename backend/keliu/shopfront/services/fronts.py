"""The front: its draft is saved, published as a numbered edition, and brought back from one."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F

from keliu.catalog import public as catalog
from keliu.catalog.public import Shown
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, Stale
from keliu.platform import files, records
from keliu.shopfront.errors import EmptyFront
from keliu.shopfront.models import FrontEdition, ShopFront
from keliu.shopfront.rules import blocks as law
from keliu.shopfront.selectors import fronts

State = FrontEdition.State
Blocks = list[dict[str, Any]]
Current = Callable[[ShopFront], Any]


def _checked(blocks: Blocks) -> None:
    if law.twice(blocks):
        raise Invalid(fields={"blocks": "有两块用了同一个编号,请删掉重复的一块"})
    pictures = set(law.pictures(blocks))
    if pictures and len(files.cards(list(pictures))) != len(pictures):
        raise Invalid(fields={"blocks": "有图片没有找到,请重新上传"})
    products = set(law.products(blocks))
    if products and len(catalog.products(products)) != len(products):
        raise Invalid(fields={"blocks": "有产品没有找到,可能已被删除"})


def _videos(before: Blocks, now: Blocks) -> None:
    """Take new videos into use; those of older editions stay. Raises Invalid."""
    fresh = set(law.videos(now)) - set(law.videos(before))
    known = files.attachments(fresh)
    if any(one not in known or known[one].kind != "video" for one in fresh):
        raise Invalid(fields={"blocks": "这里放一段视频,收 mp4、mov、webm;请重新上传"})
    used = {one for row in fronts.editions() for one in law.videos(row.blocks)} if fresh else set()
    files.attach(sorted(fresh - used))


def _row() -> ShopFront:
    """The saved front; made when it is needed first."""
    made = ShopFront.objects.get_or_create(defaults={"blocks": law.usual(), "version": 0})
    return made[0]


@transaction.atomic
def front_save(*, version: int, blocks: Blocks, current: Current) -> ShopFront:
    """Save the draft; strangers see nothing of it yet. Raises Invalid, Stale."""
    row = _row()
    _checked(blocks)
    _videos(row.blocks, blocks)
    return _saved(row, version, {"blocks": blocks}, "shopfront.update", current)


def _saved(
    row: ShopFront, version: int, changes: dict[str, Any], action: str, current: Current
) -> ShopFront:
    said = {"blocks": (len(row.blocks), len(changes.get("blocks", row.blocks)))}
    return records.save_changes(
        row, version=version, changes=changes, action=action, shown=said, current=current
    )


@transaction.atomic
def front_publish(*, version: int, current: Current) -> ShopFront:
    """Make the draft an edition; strangers see it at once, or when somebody has looked at it.

    Raises EmptyFront, Stale, ContentRefused.
    """
    row = ShopFront.objects.select_for_update().get(pk=_row().pk)
    if row.version != version:
        raise Stale(current=current(row))
    if not row.blocks:
        raise EmptyFront
    _let_go()
    edition = FrontEdition(
        number=row.last_number + 1, blocks=row.blocks, by_id=actor.current().staff_id
    )
    edition.save(force_insert=True)
    changes = {"last_number": edition.number}
    _saved(row, version, changes, "shopfront.publish", current)
    if _passes(edition):
        _show(edition)
    return fronts.front()


def _passes(edition: FrontEdition) -> bool:
    blocks = edition.blocks
    text = catalog.rich_plain(law.texts(blocks))
    pictures = tuple(law.pictures(blocks))
    name = f"店面第 {edition.number} 版"
    seen = Shown(
        "shop", edition.pk, edition.number, name, text, pictures, video=bool(law.videos(blocks))
    )
    return catalog.content_passes(seen)


def _show(edition: FrontEdition) -> None:
    FrontEdition.objects.filter(pk=edition.pk).update(state=State.PUBLISHED)
    ShopFront.objects.update(shown=edition, updated_at=clock.now(), version=F("version") + 1)


def judged(edition_id: int, passed: bool) -> None:  # noqa: FBT001  the shape of catalog's port
    """What a review came to; an older edition never replaces a newer one."""
    edition = FrontEdition.objects.get(pk=edition_id)
    if passed:
        _show(edition)
    else:
        FrontEdition.objects.filter(pk=edition_id).update(state=State.REFUSED)


def version_of(edition_id: int) -> int | None:
    """An edition never changes: its number is its version."""
    rows = FrontEdition.objects.filter(pk=edition_id)
    return rows.values_list("number", flat=True).first()


@transaction.atomic
def edition_restore(edition_id: int, *, version: int, current: Current) -> ShopFront:
    """Bring the blocks of an edition back into the draft. Raises NotFound, Stale."""
    edition = records.find(fronts.editions(), edition_id)
    row = _row()
    changes = {"blocks": edition.blocks}
    return _saved(row, version, changes, "shopfront.restore", current)


@transaction.atomic
def front_reset(*, version: int, current: Current) -> ShopFront:
    """Show the usual front again; every edition stays and can be brought back. Raises Stale."""
    row = _row()
    changes = {"shown_id": None, "blocks": law.usual()}
    _let_go()
    return _saved(row, version, changes, "shopfront.reset", current)


def _let_go() -> None:
    """What waited to be looked at waits no longer: nobody shall see it."""
    waiting = FrontEdition.objects.filter(state=State.WAITING)
    for old in waiting:
        catalog.content_withdraw("shop", old.pk)
    waiting.update(state=State.REFUSED)
