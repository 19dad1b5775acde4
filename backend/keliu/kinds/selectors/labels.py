"""The words for fields, for whoever shows what changed."""

from keliu.kinds.ports import Ports
from keliu.kinds.selectors.fields import all_fields


def labels(kind_name: str) -> dict[str, tuple[str, str]]:
    """(Chinese, English) by field key; a word that is no kind has none."""
    if kind_name not in Ports.kinds:
        return {}
    return {field.key: (field.zh, field.en) for field in all_fields(kind_name)}
