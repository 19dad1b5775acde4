"""How PostgreSQL writes a customer `p` of owner `s` and department `d` as JSON.

A row is one format(), which carries all of the text between its values; json_agg and row_to_json
look up the type of every value of every row. Values of one type stand together for that reason.
"""

from collections.abc import Sequence

Field = tuple[str, str, str]  # name, where its value stands (with quotes or without), the value
REF = """CASE WHEN {0}.id IS NULL THEN 'null'
 ELSE concat('{{"id":"', {0}.id, '","name":', to_json({0}.name), '}}') END"""
MOMENT = """to_char(p.{0} AT TIME ZONE 'UTC', '\\"YYYY-MM-DD"T"HH24:MI:SS.MS"Z"\\"')"""
NUMBERS = ("order_total_fen", "visit_count", "order_count", "version", "score")
KNOWN = ("kind", "level", "deal_state")  # words that a constraint of the table keeps to a few
TEXTS = ("type", "source", "name", "company", "position", "phone_masked")
LATELY = ("last_followup_at", "next_followup_at", "last_visit_at", "last_order_at")  # or never


def plain(name: str, value: str) -> Field:
    """A value that is JSON as it stands, and never null."""
    return name, "%%s", value


def texts(names: Sequence[str]) -> list[Field]:
    """Columns of text, whatever stands in them."""
    return [plain(name, f"to_json(p.{name})") for name in names]


def or_null(name: str, value: str) -> Field:
    """A value that may be missing."""
    return plain(name, f"coalesce({value}, 'null')")


def written(fields: Sequence[Field]) -> str:
    """The expression of the JSON object; its `%%` are for a statement with values."""
    template = ",".join([f'"{name}":{place}' for name, place, _ in fields])
    return f"format('{{{template}}}', {', '.join([value for _, _, value in fields])})"


FIELDS: tuple[Field, ...] = (
    ("id", '"%%s"', "p.id"),
    *[plain(name, f"p.{name}") for name in (*NUMBERS, "custom")],
    *[(name, '"%%s"', f"p.{name}") for name in KNOWN],
    *texts(TEXTS),
    *[or_null(name, MOMENT.format(name)) for name in LATELY],
    *[plain(name, MOMENT.format(name)) for name in ("created_at", "updated_at")],
    plain("owner", REF.format("s")),
    plain("department", REF.format("d")),
)
"""What both the list and the single customer show."""
