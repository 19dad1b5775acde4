"""CREATE TABLE and ADD COLUMN with composite keys and row-level security."""

from collections.abc import Iterator
from typing import Any

from django.db.backends.ddl_references import Statement
from django.db.backends.postgresql import schema

from keliu.platform.postgresql.fences import fenced, raise_fence


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Every merchant table: key (merchant_id, id), composite links, FORCE RLS and one policy."""

    def create_model(self, model: Any) -> None:
        super().create_model(model)
        if not fenced(model):
            return
        table = self.quote_name(model._meta.db_table)
        key = self.quote_name(f"{model._meta.db_table}_pkey")
        self.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT {key}, "
            f"ADD CONSTRAINT {key} PRIMARY KEY (merchant_id, id)"
        )
        for field in model._meta.local_fields:
            if getattr(field, "is_merchant_link", False):
                self.deferred_sql.extend(self._link(model, field))
        for statement in raise_fence(table):
            self.execute(statement)

    def add_field(self, model: Any, field: Any) -> None:
        super().add_field(model, field)
        if getattr(field, "is_merchant_link", False):
            self.deferred_sql.extend(self._link(model, field))

    def _link(self, model: Any, field: Any) -> Iterator[str | Statement]:
        """The composite foreign key of one link, and the index that deletes need."""
        table, column = model._meta.db_table, field.column
        target = field.remote_field.model._meta.db_table
        name = self._named(table, column, "_link")
        quoted = self.quote_name(table)
        yield (
            f"ALTER TABLE {quoted} ADD CONSTRAINT {name} "
            f"FOREIGN KEY (merchant_id, {self.quote_name(column)}) "
            f"REFERENCES {self.quote_name(target)} (merchant_id, id) "
            "DEFERRABLE INITIALLY IMMEDIATE"
        )
        if not self._already_indexed(model, field):
            index = self._named(table, column, "_lidx")
            yield f"CREATE INDEX {index} ON {quoted} (merchant_id, {self.quote_name(column)})"

    def _named(self, table: str, column: str, suffix: str) -> str:
        name = self._create_index_name(table, [column], suffix=suffix)  # type: ignore[attr-defined]  # missing in the stubs
        return self.quote_name(str(name))

    @staticmethod
    def _already_indexed(model: Any, field: Any) -> bool:
        starts = [tuple(index.fields[:2]) for index in model._meta.indexes if index.fields]
        starts += [tuple(getattr(rule, "fields", ())[:2]) for rule in model._meta.constraints]
        return ("merchant", field.name) in starts
