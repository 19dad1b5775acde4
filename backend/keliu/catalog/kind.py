"""产品 as a kind of record: its fields, and the verbs that imports and bulk work use."""

from typing import Any

from pydantic import ValidationError

from keliu.catalog import selectors
from keliu.catalog.models import Product
from keliu.catalog.schemas import MOST_FEN, ProductIn, ProductPatch, given
from keliu.catalog.services import products
from keliu.kinds import public as kinds
from keliu.kinds.public import Choice, Field, Group, Kind
from keliu.kit import actor
from keliu.kit.errors import Forbidden
from keliu.platform import problems, records

STATES = (Choice("on", "上架", "On sale"), Choice("off", "下架", "Off sale"))
GROUPS = (
    Group("basic", "基本信息", "Basics"),
    Group("more", "更多信息", "More"),
)


def _kept(key: str, zh: str, en: str, type_: Any, **more: Any) -> Field:
    return Field(key, zh, en, type_, key, editable=False, importable=False, group="system", **more)


FIELDS = (
    Field("name", "名称", "Name", "text", "name", required=True, fixed=True, max_length=60,
          sortable=True),
    Field("summary", "一句话介绍", "Summary", "text", "summary", max_length=200, width="full"),
    Field("price_fen", "价格", "Price", "money", "price_fen", least=0, most=MOST_FEN,
          sortable=True),
    Field("unit", "单位", "Unit", "text", "unit", max_length=10),
    Field("state", "状态", "State", "single", "state", choices=STATES, default="on"),
    Field("description", "详细介绍", "Description", "long_text", "description", max_length=5000,
          group="more", width="full"),
    _kept("view_count", "浏览次数", "Views", "number", sortable=True),
    _kept("created_at", "创建时间", "Added", "moment", sortable=True),
    _kept("updated_at", "更新时间", "Changed", "moment"),
)  # fmt: skip


def find(product_id: int, permission: str) -> Product:
    """A live product. Raises Forbidden, NotFound."""
    if not actor.current().may(permission):
        raise Forbidden(permission=permission)
    return products.product_find(product_id)


def _given(values: dict[str, Any], shape: type[ProductIn] | type[ProductPatch]) -> dict[str, Any]:
    try:
        return given(shape.model_validate(kinds.on_the_wire(values)))
    except ValidationError as wrong:
        raise problems.as_invalid(wrong) from wrong


def create(values: dict[str, Any]) -> int:
    """A new product from values by field key. Raises like the API."""
    return products.product_create(fields=_given(values, ProductIn)).pk


def change(product_id: int, values: dict[str, Any]) -> None:
    """Set values of a product as it stands now. Raises like the API."""
    row = find(product_id, "product.write")
    row = Product.objects.select_for_update(no_key=True).get(pk=row.pk)
    changes = _given({**values, "version": row.version}, ProductPatch)
    products.product_update(
        row, version=row.version, changes=changes, current=lambda now: {"version": now.version}
    )


def remove(product_id: int) -> None:
    """Delete a product. Raises Forbidden, NotFound."""
    records.delete(find(product_id, "product.write"))


KIND = Kind(
    name="product",
    zh="产品",
    en="Products",
    model=Product,
    fields=FIELDS,
    groups=GROUPS,
    read="product.read",
    write="product.write",
    delete="product.write",
    assign=None,
    find=find,
    create=create,
    change=change,
    remove=remove,
    extra={"search": selectors.products_matching},
)
