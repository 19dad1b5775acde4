"""Categories: the shelves of the shop, in their order."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from keliu.catalog import rules
from keliu.catalog.errors import CategoryTaken
from keliu.catalog.models import Category, Product
from keliu.catalog.selectors import goods
from keliu.kit.errors import Invalid
from keliu.platform import audit, files, records

MOST = 100


def _checked(name: str | None, picture_id: int | None) -> None:
    if name and (words := rules.watched(name)):
        raise Invalid(fields={"name": f"“{words[0]}”不能公开,换个名字"})
    if picture_id:
        files.require([picture_id])


@transaction.atomic
def category_create(*, name: str, picture_id: int | None = None) -> Category:
    """A new category at the end. Raises CategoryTaken, Invalid."""
    _checked(name, picture_id)
    if goods.categories().count() >= MOST:
        raise Invalid(fields={"name": f"最多 {MOST} 个分类"})
    last = goods.categories().aggregate(last=Max("position"))["last"] or 0
    row = Category(name=name, picture_id=picture_id, position=last + 1)
    with records.unique("category_one_name", CategoryTaken(name=name)):
        row.save(force_insert=True)
    audit.record("category.create", "category", row.pk, row.name)
    return row


@transaction.atomic
def category_update(
    row: Category, *, version: int, changes: dict[str, Any], current: Callable[[Category], Any]
) -> Category:
    """Another name or picture. Raises CategoryTaken, Invalid, Stale."""
    _checked(changes.get("name"), changes.get("picture_id"))
    with records.unique("category_one_name", CategoryTaken(name=changes.get("name", row.name))):
        return records.save_changes(row, version=version, changes=changes, current=current)


@transaction.atomic
def category_restore(row: Category) -> Category:
    """Undo a delete: its products stand under it again. Raises CategoryTaken."""
    with records.unique("category_one_name", CategoryTaken(name=row.name)):
        return records.restore(row)


@transaction.atomic
def categories_order(identifiers: Sequence[int]) -> None:
    """The order people see. Raises Invalid unless every category is named once."""
    rows = {row.pk: row for row in goods.categories().select_for_update(no_key=True)}
    if len(identifiers) != len(set(identifiers)) or set(identifiers) != set(rows):
        raise Invalid(fields={"ids": "分类刚有变化,请刷新后再排"})
    for position, one in enumerate(identifiers, 1):
        Category.objects.filter(pk=one).exclude(position=position).update(position=position)
    audit.record("category.order", "category", None, "")


@transaction.atomic
def products_order(identifiers: Sequence[int]) -> None:
    """Let these products stand in this order in the places they have now. Raises Invalid."""
    rows = Product.objects.alive().filter(pk__in=identifiers).order_by("id")
    places = {row.pk: row.position for row in rows.select_for_update(no_key=True)}
    if len(identifiers) != len(set(identifiers)) or set(identifiers) != set(places):
        raise Invalid(fields={"ids": "有产品没有找到,请刷新后再排"})
    taken = sorted(places.values())
    for at in range(1, len(taken)):  # products that shared a place stand apart from now on
        taken[at] = max(taken[at], taken[at - 1] + 1)
    for position, one in zip(taken, identifiers, strict=True):
        Product.objects.filter(pk=one).exclude(position=position).update(position=position)
    audit.record("product.order", "product", None, "")
