"""Statements Django writes by id alone also get the merchant."""

from typing import Any

from django.db.backends.postgresql import compiler
from django.db.models import Q
from django.db.models.sql import compiler as base

from keliu.kit import scope
from keliu.platform.postgresql.fences import fenced

SQLCompiler = compiler.SQLCompiler if hasattr(compiler, "SQLCompiler") else base.SQLCompiler
SQLInsertCompiler = compiler.SQLInsertCompiler
SQLUpdateCompiler = base.SQLUpdateCompiler
SQLAggregateCompiler = base.SQLAggregateCompiler


class SQLDeleteCompiler(base.SQLDeleteCompiler):
    """The deletion collector knows only ids; the fence needs the merchant in the statement."""

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        if fenced(self.query.model):
            self.query.add_q(Q(merchant_id=scope.current()))
        return super().as_sql(*args, **kwargs)
