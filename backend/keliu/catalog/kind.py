"""产品 as a kind of record: its fields, and the verbs that imports and bulk work use."""

from typing import Any, TypeVar

from pydantic import ValidationError

from keliu.catalog import selectors
from keliu.catalog.goods_schemas import MOST_FEN
from keliu.catalog.models import Product
from keliu.catalog.product_schemas import ProductIn, ProductPatch
from keliu.catalog.services import products, sheets
from keliu.kinds import public as kinds
from keliu.kinds.public import Choice, Field, Group, Kind
from keliu.kit import actor
from keliu.kit.errors import Forbidden
from keliu.platform import problems, records

_Shape = TypeVar("_Shape", ProductIn, ProductPatch)
STATES = (Choice("on", "上架", "On sale"), Choice("off", "下架", "Off sale"))
KINDS = (Choice("goods", "商品", "Goods"), Choice("service", "服务", "Service"))
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
          sortable=True, shown=("price_to_fen", "skus", "price_fen")),
    Field("unit", "单位", "Unit", "text", "unit", max_length=10),
    Field("kind", "类型", "Type", "single", "kind", choices=KINDS, default="goods"),
    Field("category_name", "分类", "Category", "text", max_length=20, filterable=False,
          hidden=True),
    Field("skus_text", "规格和库存", "Options and stock", "long_text", max_length=20_000,
          filterable=False, hidden=True, width="full",
          hint="一行一个:颜色:雾白 | 价格:128 | 会员价:118 | 库存:50 | 货号:A1"),
    Field("state", "状态", "State", "single", "state", choices=STATES, default="on"),
    Field("description", "详细介绍", "Description", "long_text", "description", max_length=20_000,
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


def _read(values: dict[str, Any], shape: type[_Shape]) -> _Shape:
    try:
        return shape.model_validate(kinds.on_the_wire(sheets.from_sheet(values)))
    except ValidationError as wrong:
        raise problems.as_invalid(wrong) from wrong


def create(values: dict[str, Any]) -> int:
    """A new product from values by field key. Raises like the API."""
    read = _read(values, ProductIn)
    return products.product_create(fields=read.columns(), wanted=read.wanted()).pk


def change(product_id: int, values: dict[str, Any]) -> None:
    """Set values of a product as it stands now. Raises like the API."""
    row = find(product_id, "product.write")
    row = Product.objects.select_for_update(no_key=True).get(pk=row.pk)
    read = _read({**values, "version": row.version}, ProductPatch)
    products.product_update(
        row,
        version=row.version,
        changes=read.columns(),
        current=lambda now: {"version": now.version},
        wanted=read.wanted(),
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
    journal=sheets.rows_beside,
    extra={"search": selectors.products_matching},
)
