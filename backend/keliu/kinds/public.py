"""The front door of kinds: fields, their values, and who may see and change them."""

from keliu.kinds.exchange.writing import FORMATS as SHEET_FORMATS
from keliu.kinds.exchange.writing import write as write_sheet
from keliu.kinds.filters import Filter, condition, describe, narrow
from keliu.kinds.filters import check as check_filter
from keliu.kinds.filters import read as read_filter
from keliu.kinds.ports import BASIC, CUSTOM, Choice, Field, Group, Kind, Sheets, Veil, kind_of
from keliu.kinds.selectors.counts import count_matching
from keliu.kinds.selectors.fields import (
    all_fields,
    custom_fields,
    fields_of,
    with_the_session,
)
from keliu.kinds.selectors.orders import is_custom, order, page, sort_sql
from keliu.kinds.selectors.rights import (
    Place,
    askable_fields,
    asked_with,
    assert_askable,
    assert_editable,
    assert_readable,
    conceal,
    conceal_text,
    limited,
    masked_text,
    shows,
    visible_fields,
)
from keliu.kinds.selectors.spoken import audited, spoken
from keliu.kinds.selectors.types import LiveTypes, type_of
from keliu.kinds.services.bulk import Asked as Chosen
from keliu.kinds.services.bulk import chosen
from keliu.kinds.services.presets import preset_apply
from keliu.kinds.services.values import (
    accepted,
    accepted_many,
    check_custom,
    claim,
    claims_of,
    on_the_wire,
    reclaim,
)

__all__ = [
    "BASIC",
    "CUSTOM",
    "SHEET_FORMATS",
    "Choice",
    "Chosen",
    "Field",
    "Filter",
    "Group",
    "Kind",
    "LiveTypes",
    "Place",
    "Sheets",
    "Veil",
    "accepted",
    "accepted_many",
    "all_fields",
    "askable_fields",
    "asked_with",
    "assert_askable",
    "assert_editable",
    "assert_readable",
    "audited",
    "check_custom",
    "check_filter",
    "chosen",
    "claim",
    "claims_of",
    "conceal",
    "conceal_text",
    "condition",
    "count_matching",
    "custom_fields",
    "describe",
    "fields_of",
    "is_custom",
    "kind_of",
    "limited",
    "masked_text",
    "narrow",
    "on_the_wire",
    "order",
    "page",
    "preset_apply",
    "read_filter",
    "reclaim",
    "shows",
    "sort_sql",
    "spoken",
    "type_of",
    "visible_fields",
    "with_the_session",
    "write_sheet",
]  # fmt: skip
