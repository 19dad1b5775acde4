"""WeChat's limits about followers and their tags. Source: wechat.md 2.10."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")
PAGE, INFO_AT_ONCE, TAG_AT_ONCE, BLOCK_AT_ONCE = 10_000, 100, 50, 20
MOST_TAGS, TAGS_OF_ONE, TAG_NAME, REMARK = 100, 20, 30, 29
SYSTEM_TAGS = frozenset({0, 1, 2})  # 未分组, 黑名单, 星标
ONE_OF_THEM = frozenset({40003, 45059, 49003})  # about one person of a list, not about the list


def portions(items: Sequence[_T], size: int) -> Iterator[Sequence[_T]]:
    """A list in parts of at most `size`."""
    for first in range(0, len(items), size):
        yield items[first : first + size]
