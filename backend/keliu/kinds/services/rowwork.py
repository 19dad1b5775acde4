"""What becomes of rows of values: records found, changed, made or passed over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db import models, transaction

from keliu.kinds.exchange.cells import Names, cell_of
from keliu.kinds.models import ImportRow
from keliu.kinds.ports import CUSTOM, Field, Kind
from keliu.kinds.selectors import rights
from keliu.kinds.selectors.fields import fields_of
from keliu.kit.errors import Forbidden, KeliuError, NotFound
from keliu.platform import operations
from keliu.platform.undo import Journal

Outcome = ImportRow.Outcome
Pair = tuple[ImportRow, dict[str, Any]]
OUT_OF_REACH = "已有这条记录,但不归你管,不能更新"
SAME = "和已有的一样,不用改"
KNOWN = "已有这条记录"
NOT_FOUND = "没有找到已有记录"


@dataclass
class Batch:
    """Rows of one chunk; remembers what it touched, for the journal."""

    kind: Kind
    policy: dict[str, str]
    names_known: Callable[[], Names]
    made: list[int] = field(default_factory=list)
    journal: Journal | None = None

    @cached_property
    def names(self) -> Names:
        """What values are called; nobody asks while all rows are new."""
        return self.names_known()

    def work(self, rows: list[Pair], *, dry: bool) -> None:
        """Give every row its outcome and do it."""
        found = self._matched([values for _, values in rows])
        new = []
        for (row, values), record_id in zip(rows, found, strict=True):
            row.differences, row.message, row.record_id = [], "", record_id
            if record_id is not None:
                self._meet(row, values, record_id, dry=dry)
            elif self.policy["missing"] == "skip":
                row.outcome, row.message = Outcome.SKIP, NOT_FOUND
            else:
                new.append((row, values))
        self._create(new, dry=dry)

    def note(self, journal: Journal) -> None:
        """Tell the journal which records are new, with everything that came with them."""
        if self.made:  # in the order of making: undoing goes backwards
            journal.created(self.kind.model, self.made)
            for model, related in self.kind.journal(self.made) if self.kind.journal else []:
                journal.created(model, related)

    def _matched(self, rows: list[dict[str, Any]]) -> list[int | None]:
        match = self.policy["match"]
        if not match or not rows:
            return [None] * len(rows)
        matcher = self.kind.sheets.matchers.get(match)
        return matcher(rows) if matcher else self._by_column(match, rows)

    def _by_column(self, match: str, rows: list[dict[str, Any]]) -> list[int | None]:
        """Living records whose field is exactly this; of several, the eldest."""
        manager: Any = self.kind.model._default_manager
        living = manager.filter(deleted_at__isnull=True) if self.kind.soft_delete else manager
        column = match.replace(CUSTOM, "custom__") if match.startswith(CUSTOM) else match
        wanted = {row.get(match) for row in rows if row.get(match)}
        known = living.filter(**{f"{column}__in": list(wanted)}).order_by("-id")
        ids = {value: key for key, value in known.values_list("id", column)}
        return [ids.get(row.get(match)) for row in rows]

    def _meet(self, row: ImportRow, values: dict[str, Any], record_id: int, *, dry: bool) -> None:
        """A record is there already."""
        if self.policy["found"] == "skip":
            row.outcome, row.message = Outcome.SKIP, KNOWN
            return
        try:
            record = self.kind.find(record_id, self.kind.write)
            row.differences = self._differences(record, values)
            if not row.differences:
                row.outcome, row.message = Outcome.SKIP, SAME
                return
            self._change(record_id, {d["field"]: values[d["field"]] for d in row.differences})
        except (NotFound, Forbidden):
            row.outcome, row.message, row.record_id = Outcome.REJECT, OUT_OF_REACH, None
            row.differences = []
        except KeliuError as refusal:
            row.outcome, row.message = Outcome.REJECT, operations.reason_of(refusal)
        else:
            row.outcome = Outcome.UPDATE if dry else Outcome.UPDATED

    def _change(self, record_id: int, values: dict[str, Any]) -> None:
        with transaction.atomic():
            if self.journal is not None:
                for model, related in self._beside(record_id):
                    self.journal.watch(model, related)
                self.journal.watch(self.kind.model, [record_id])
            self.kind.change(record_id, values)
            if self.journal is not None:
                for model, related in self._beside(record_id):  # those watched stay as they are
                    self.journal.created(model, related)

    def _beside(self, record_id: int) -> list[tuple[type[models.Model], Sequence[int]]]:
        return self.kind.journal([record_id]) if self.kind.journal else []

    def _differences(self, record: Any, values: dict[str, Any]) -> list[dict[str, Any]]:
        """Every field that would be another, as people read it before and after."""
        found = []
        for one in fields_of(self.kind.name):
            if one.key not in values:
                continue
            before, after = self.value_now(one, record), values[one.key]
            if (before or None) != (after or None):
                found.append(self._difference(one, before, after))
        return found

    def _difference(self, one: Field, before: Any, after: Any) -> dict[str, Any]:
        masked = rights.masked(self.kind.name, one.key, "list") or one.key in self.kind.sheets.clear
        shown = rights.mask_value(one, before) if masked else before
        return {
            "field": one.key,
            "label": one.zh,
            "before": cell_of(one, shown, self.names),
            "after": cell_of(one, after, self.names),
        }

    def value_now(self, one: Field, record: Any) -> Any:
        """A field of a stored record as values are compared."""
        if one.custom:
            return (record.custom or {}).get(one.slug)
        if one.key in self.kind.sheets.clear:
            return self.kind.sheets.clear[one.key](record)
        value = getattr(record, one.column or one.key, None)
        if one.type in {"person", "department"} and value is not None:
            return str(value)
        return value.isoformat() if isinstance(value, date) and one.type == "date" else value

    def _create(self, rows: list[Pair], *, dry: bool) -> None:
        given = [values for _, values in rows]
        answers = self._many(given) if self.kind.sheets.create_many else map(self._one, given)
        for (row, _), answer in zip(rows, answers, strict=True):
            if isinstance(answer, KeliuError):
                row.outcome, row.message = Outcome.REJECT, operations.reason_of(answer)
                row.record_id = None
            else:
                row.outcome = Outcome.CREATE if dry else Outcome.CREATED
                row.record_id = None if dry else answer
                self.made.append(answer)

    def _many(self, rows: list[dict[str, Any]]) -> list[int | KeliuError]:
        assert self.kind.sheets.create_many is not None
        return self.kind.sheets.create_many(rows) if rows else []

    def _one(self, values: dict[str, Any]) -> int | KeliuError:
        try:
            with transaction.atomic():
                return self.kind.create(values)
        except KeliuError as refusal:
            return refusal
