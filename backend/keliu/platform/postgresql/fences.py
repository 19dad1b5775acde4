"""What makes a table belong to a merchant."""

from typing import Any

SETTING = "nullif(current_setting('keliu.merchant_id', true), '')::bigint"
POLICY = f"merchant_id = {SETTING}"


def fenced(model: Any) -> bool:
    """Whether the rows of `model` belong to a merchant."""
    return any(getattr(field, "is_merchant_key", False) for field in model._meta.local_fields)


def raise_fence(table: str) -> list[str]:
    """Statements that put row-level security on `table` (already quoted)."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY merchant_fence ON {table} USING ({POLICY}) WITH CHECK ({POLICY})",
    ]
