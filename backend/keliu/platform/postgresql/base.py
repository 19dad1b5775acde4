"""Django's PostgreSQL backend with our schema editor, delete compiler and last words."""

from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg import pq

from keliu.platform import pipeline
from keliu.platform.pipeline import Question
from keliu.platform.postgresql import states
from keliu.platform.postgresql.schema import DatabaseSchemaEditor

states.install()

COMMIT = Question("COMMIT")
IN_TRANSACTION = pq.TransactionStatus.INTRANS


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "keliu.platform.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations
    last_words: Question | None = None
    """A statement that travels with the end of the transaction; gone when it is rolled back."""

    def outermost(self) -> bool:
        """Whether leaving the present `atomic` ends the transaction."""
        return self.in_atomic_block and not self.savepoint_ids

    def _commit(self) -> Any:
        words, self.last_words = self.last_words, None
        if self.connection is None or self.connection.pgconn.transaction_status != IN_TRANSACTION:
            return super()._commit()  # type: ignore[misc]  # missing in the stubs
        with self.wrap_database_errors:  # psycopg's own way costs three times as much
            return pipeline.ask(self.connection, [COMMIT] if words is None else [words, COMMIT])

    def _rollback(self) -> Any:
        self.last_words = None
        return super()._rollback()  # type: ignore[misc]  # missing in the stubs

    def _close(self) -> Any:
        self.last_words = None
        return super()._close()  # type: ignore[misc]  # missing in the stubs
