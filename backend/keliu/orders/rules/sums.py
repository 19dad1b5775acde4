"""What a cart comes to. All amounts are whole fen; nothing here asks the database."""

from collections.abc import Sequence

MOST_LINES = 50
MOST_PIECES = 999
MOST_FEN = 100_000_000  # a million yuan: the most that one payment takes
LEAST_FEN = 1


def shipping(goods_fen: int, *, fee_fen: int, free_from_fen: int | None) -> int:
    """What sending costs; free from a sum of goods before reductions, if the shop says so."""
    free = free_from_fen is not None and goods_fen >= free_from_fen
    return 0 if free else fee_fen


def shared(amounts: Sequence[int], pool: int) -> list[int]:
    """`pool` over lines in proportion to `amounts`, to the last fen; the largest rests first."""
    whole = sum(amounts)
    if whole <= 0 or pool <= 0:
        return [0] * len(amounts)
    parts = [amount * pool // whole for amount in amounts]
    rests = [amount * pool % whole for amount in amounts]
    missing = pool - sum(parts)
    for at in sorted(range(len(parts)), key=lambda one: (-rests[one], one))[:missing]:
        parts[at] += 1
    return parts


def for_lines(goods_fen: int, discount_fen: int, adjust_fen: int) -> int:
    """How much of an order's total stands for its goods, the rest is for sending them."""
    return max(goods_fen - discount_fen + adjust_fen, 0)


def portion(amount_fen: int, refunded_fen: int, quantity: int, done: int, asked: int) -> int:
    """What `asked` more pieces of a line give back; the last piece takes what is left."""
    if done + asked >= quantity:
        return amount_fen - refunded_fen
    return min(amount_fen * asked // quantity, amount_fen - refunded_fen)
