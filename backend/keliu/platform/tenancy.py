"""The base of every row that belongs to a merchant, and the scope that opens both fences."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from django.db import connection, models, transaction
from django.db.models.lookups import Exact

from keliu.kit import ids, scope

_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class MerchantKey(models.ForeignKey[Any, Any]):
    """The owning merchant: filled from the scope, never chosen by a caller.

    It has no database constraint: the key would cost one multixact per concurrent insert.
    """

    is_merchant_key = True
    FORCED: ClassVar[dict[str, Any]] = {
        "to": "platform.Merchant",
        "on_delete": models.PROTECT,
        "default": scope.current,
        "related_name": "+",
        "db_index": False,
        "db_constraint": False,
        "editable": False,
    }

    def __init__(self, *_: Any, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, **self.FORCED})

    def deconstruct(self) -> tuple[Any, ...]:
        name, path, _, kwargs = super().deconstruct()
        return name, path, [], {k: v for k, v in kwargs.items() if k not in self.FORCED}


class MerchantFK(models.ForeignKey[Any, Any]):
    """A link between two rows of one merchant; joins and constraints compare the merchant too."""

    is_merchant_link = True
    FORCED: ClassVar[dict[str, Any]] = {"db_constraint": False, "db_index": False}

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs.setdefault("related_name", "+")
        super().__init__(to, on_delete, **{**kwargs, **self.FORCED})

    def deconstruct(self) -> tuple[Any, ...]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {k: v for k, v in kwargs.items() if k not in self.FORCED}

    def get_extra_restriction(self, alias: Any, related_alias: Any) -> Any:
        mine: Any = self.model._meta.get_field("merchant")
        theirs: Any = self.remote_field.model._meta.get_field("merchant")
        if alias is None:  # exclude() across many-to-many trims the other table
            return Exact(mine.get_col(related_alias), scope.current())
        return Exact(theirs.get_col(alias), mine.get_col(related_alias))

    def get_extra_descriptor_filter(self, instance: Any) -> dict[str, Any]:
        return {"merchant_id": instance.merchant_id}


class MerchantQuerySet(models.QuerySet[_Row]):
    def alive(self) -> Self:
        """Rows nobody has deleted."""
        return self.filter(deleted_at__isnull=True)


class MerchantManager(models.Manager[_Row]):
    """Sees the rows of the current merchant only; without one it raises NoMerchant."""

    def get_queryset(self) -> MerchantQuerySet[_Row]:
        rows: MerchantQuerySet[_Row] = MerchantQuerySet(self.model, using=self._db)
        return rows.filter(merchant_id=scope.current())

    def alive(self) -> MerchantQuerySet[_Row]:
        """Rows nobody has deleted."""
        return self.get_queryset().alive()


class MerchantModel(models.Model):
    """A row of one merchant. Its database key is (merchant_id, id)."""

    id = models.BigIntegerField(primary_key=True, default=ids.new, editable=False)
    merchant = MerchantKey()

    objects = MerchantManager()

    if TYPE_CHECKING:
        merchant_id: int

    class Meta:
        abstract = True
        base_manager_name = default_manager_name = "objects"

    def _do_update(self, base_qs: Any, using: Any, pk_val: Any, values: Any, *rest: Any) -> Any:
        """The merchant goes into the WHERE and never into the SET."""
        values = [value for value in values if value[0].attname != "merchant_id"]
        rows = base_qs.filter(merchant_id=self.merchant_id)
        return super()._do_update(rows, using, pk_val, values, *rest)


@contextmanager
def merchant_scope(merchant_id: int) -> Iterator[None]:
    """One transaction in which both fences are open for `merchant_id`, and for nobody else.

    Inside another merchant's scope the outer one is open again afterwards.
    """
    outer = scope.current_or_none()
    with transaction.atomic():
        with scope.entered(merchant_id):
            tell_postgres(merchant_id)
            yield
        if outer is not None:
            tell_postgres(outer)


def tell_postgres(merchant_id: int) -> None:
    """Open the row-level fence until the end of the running transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('keliu.merchant_id', %s, true)", [str(merchant_id)])
