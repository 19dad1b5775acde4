"""Migration operations for what Django's models can not say."""

from typing import Any

from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

from keliu.platform.postgresql.fences import raise_fence


class Fence(Operation):
    """Row-level security on a hand-written table and on every partition it has."""

    reversible = True

    def __init__(self, table: str) -> None:
        self.table = table

    def deconstruct(self) -> Any:
        return type(self).__name__, [self.table], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The model state does not change."""

    def _tables(self, editor: Any) -> list[str]:
        with editor.connection.cursor() as cursor:
            cursor.execute("SELECT relid::regclass::text FROM pg_partition_tree(%s)", [self.table])
            return [row[0] for row in cursor.fetchall()] or [self.table]

    def database_forwards(self, app_label: str, editor: Any, old: Any, new: Any) -> None:
        for table in self._tables(editor):
            for statement in raise_fence(table):
                editor.execute(statement)

    def database_backwards(self, app_label: str, editor: Any, old: Any, new: Any) -> None:
        for table in self._tables(editor):
            editor.execute(f"DROP POLICY merchant_fence ON {table}")
            editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Raise the merchant fence on {self.table}"


def relay_may(*statements: str) -> RunSQL:
    """Grants for keliu_relay, which sees every merchant's rows of a few listed tables."""
    back = [s.replace("GRANT ", "REVOKE ").replace(" TO ", " FROM ") for s in statements]
    return RunSQL([*statements], [*back])
