"""Money is whole fen everywhere; yuan exist only on screens."""


def yuan(fen: int) -> str:
    """`¥1,234.50` from 123450 fen."""
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02}"
