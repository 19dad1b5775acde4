"""Shapes of endpoints and deliveries."""

from typing import Any, Literal, cast

from pydantic import Field

from keliu.hooks import selectors
from keliu.hooks.models import Hook, HookDelivery
from keliu.hooks.rules.kinds import KINDS, RECORDS
from keliu.hooks.services.sending import body_of, message_id
from keliu.platform.wire import Asked, Bilingual, Id, ListAsked, Moment, Text, When, Wire

Off = Literal["", "person", "failing", "gone"]
DeliveryState = Literal["waiting", "done", "failed"]


class HookCounts(Wire):
    waiting: int
    done: int
    failed: int


class HookRow(Wire):
    """`off` says why nothing is sent: empty when it is. Counts are of the last thirty days."""

    id: Id
    name: str
    url: str
    kinds: list[str]
    carries_sealed: bool
    off: Off
    failing_since: Moment | None
    last_ok_at: Moment | None
    old_secret_until: Moment | None
    counts: HookCounts
    created_at: Moment
    version: int

    @staticmethod
    def all(rows: list[Hook]) -> "list[HookRow]":
        """Endpoints with their counts."""
        counted = selectors.counts([row.pk for row in rows])
        return [HookRow(**_columns(row), counts=HookCounts(**counted[row.pk])) for row in rows]

    @staticmethod
    def of(row: Hook) -> "HookRow":
        return HookRow.all([row])[0]


def _columns(row: Hook) -> dict[str, Any]:
    plain = {
        name: getattr(row, name)
        for name in HookRow.model_fields
        if name not in {"counts", "old_secret_until"}
    }
    until = row.old_secret_until if selectors.old_secret_good(row) else None
    return {**plain, "old_secret_until": until}


class HookMade(HookRow):
    """With its secret, which nobody can read again."""

    secret: str


class HookKind(Wire):
    name: str
    label: Bilingual
    record: str
    record_label: Bilingual

    @staticmethod
    def all() -> "list[HookKind]":
        return [
            HookKind(
                name=one.name,
                label=Bilingual(zh=one.zh, en=one.en),
                record=one.record,
                record_label=Bilingual(zh=RECORDS[one.record][0], en=RECORDS[one.record][1]),
            )
            for one in KINDS.values()
        ]


class HookSetup(Wire):
    """Everything the page of endpoints starts with; `private`: addresses inside are allowed."""

    items: list[HookRow]
    kinds: list[HookKind]
    most: int
    private: bool


class HookIn(Asked):
    name: Text = Field(min_length=1, max_length=60)
    url: Text = Field(min_length=1, max_length=500)
    kinds: list[str] = Field(max_length=60)
    carries_sealed: bool = False


class HookPatch(Asked):
    name: Text | None = Field(None, min_length=1, max_length=60)
    url: Text | None = Field(None, min_length=1, max_length=500)
    kinds: list[str] | None = Field(None, max_length=60)
    carries_sealed: bool | None = None
    on: bool | None = None
    version: int

    def given(self) -> dict[str, Any]:
        """The columns that were sent."""
        sent = self.model_dump(exclude_unset=True, exclude_none=True, exclude={"version", "on"})
        if self.on is not None:
            sent["off"] = Hook.Off.NO if self.on else Hook.Off.PERSON
        return sent


class HookDeliveryRow(Wire):
    """`trouble`: why nothing came back (refused, name, connect, slow, tls, broken, off)."""

    id: Id
    kind: str
    record: str
    record_id: Id
    state: DeliveryState
    tries: int
    status: int | None
    trouble: str
    took_ms: int | None
    next_at: Moment | None
    created_at: Moment
    tried_at: Moment | None
    done_at: Moment | None

    @staticmethod
    def of(row: HookDelivery) -> "HookDeliveryRow":
        return HookDeliveryRow(**_delivery(row))


def _delivery(row: HookDelivery) -> dict[str, Any]:
    same = ("kind", "tries", "status", "trouble", "took_ms", "created_at", "tried_at", "done_at")
    record, _, number = row.record.partition(":")
    return {
        **{name: getattr(row, name) for name in same},
        "id": row.pk,
        "state": cast(DeliveryState, row.state),
        "record": record,
        "record_id": int(number),
        "next_at": row.next_at if row.state == HookDelivery.State.WAITING else None,
    }


class HookDeliveryOut(HookDeliveryRow):
    """With what was told, as it goes over the line, and the first words of the answer."""

    message_id: str
    body: str
    answer: str

    @staticmethod
    def of(row: HookDelivery) -> "HookDeliveryOut":
        return HookDeliveryOut(
            **_delivery(row), message_id=message_id(row), body=body_of(row), answer=row.answer
        )


class HookDeliveriesAsked(ListAsked):
    """`q` is the number of a record."""

    state: DeliveryState | None = None
    kind: str | None = None
    since: When | None = None
    until: When | None = None


class HookReplayIn(Asked):
    since: When


class HookReplayed(Wire):
    count: int
