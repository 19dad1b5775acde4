"""Django's PostgreSQL backend with our schema editor and delete compiler."""

from django.db.backends.postgresql import base, operations

from keliu.platform.postgresql import states
from keliu.platform.postgresql.schema import DatabaseSchemaEditor

states.install()


class DatabaseOperations(operations.DatabaseOperations):
    compiler_module = "keliu.platform.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    SchemaEditorClass = DatabaseSchemaEditor
    ops_class = DatabaseOperations
