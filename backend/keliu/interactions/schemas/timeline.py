"""Shapes of the timeline endpoints."""

from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import Field

from keliu.interactions import rules
from keliu.interactions.models import Comment, Interaction
from keliu.interactions.selectors.timeline import Beside, Wanted
from keliu.interactions.services import comments as comment_rules
from keliu.interactions.services import followups
from keliu.interactions.services.followups import Draft
from keliu.platform.files import AttachmentCard
from keliu.platform.wire import Asked, Id, ListAsked, Moment, Ref, Text, When, Wire

TimelineKind = Literal[
    "followup",
    "visit",
    "share",
    "consent",
    "opportunity",
    "plan",
    "customer",
    "order",
    "lead",
    "wechat",
]
Way = Literal["note", "call", "message", "email", "meeting", "visit"]
Direction = Literal["", "in", "out"]
Result = Literal["", "reached", "missed", "agreed", "refused"]
FileKind = Literal["picture", "voice", "video", "document"]


class Attachment(Wire):
    """A private file; both addresses end within the hour, the list gives fresh ones."""

    id: Id
    kind: FileKind
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None
    seconds: int | None
    words: str
    url: str
    thumb_url: str | None

    @staticmethod
    def of(card: AttachmentCard) -> "Attachment":
        return Attachment.model_validate(card)


class Place(Asked):
    """Where the colleague was; their own phone said so."""

    lat: float = Field(ge=-90, le=90)
    lng: float = Field(ge=-180, le=180)
    name: Text = Field("", max_length=100)


class PlaceOut(Wire):
    lat: float
    lng: float
    name: str


class TimelineRow(Wire):
    id: Id
    at: Moment
    kind: TimelineKind
    way: Literal["", "note", "call", "message", "email", "meeting", "visit"]
    direction: Direction
    result: Result
    minutes: int | None
    title: str
    text: str
    staff: Ref | None
    ref_kind: str
    ref_id: str | None
    data: dict[str, Any]
    files: list[Attachment]
    mentions: list[Ref]
    place: PlaceOut | None
    comment_count: int
    undoable: bool
    version: int

    @staticmethod
    def of(row: Interaction, beside: Beside) -> "TimelineRow":
        return TimelineRow(**_line(row, beside))


class InteractionOut(TimelineRow):
    customer: Ref | None
    lead: Ref | None

    @staticmethod
    def of(row: Interaction, beside: Beside) -> "InteractionOut":
        customer = Ref(id=row.customer.pk, name=row.customer.name) if row.customer else None
        lead = None
        if row.customer is None:
            lead = Ref(id=row.lead_id or 0, name=beside.leads.get(row.lead_id or 0, ""))
        return InteractionOut(**_line(row, beside), customer=customer, lead=lead)


def _opens(row: Interaction) -> tuple[str, str | None]:
    """The record that a tap on the line opens: every step of an opportunity opens it."""
    deal = row.data.get("opportunity") if row.kind == Interaction.Kind.OPPORTUNITY else None
    if deal:
        return "opportunity", deal["id"]
    return row.ref_kind, str(row.ref_id) if row.ref_id is not None else None


def _line(row: Interaction, beside: Beside) -> dict[str, Any]:
    """`row` comes with its customer and its author."""
    ref_kind, ref_id = _opens(row)
    plain = ("at", "kind", "way", "direction", "result", "minutes", "title", "data",
             "comment_count", "version")  # fmt: skip
    known = beside.files
    return {
        **{name: getattr(row, name) for name in plain},
        "text": beside.words.get((row.ref_kind, row.ref_id), row.text),
        "id": row.pk,
        "staff": Ref(id=row.staff.pk, name=row.staff.name) if row.staff else None,
        "ref_kind": ref_kind,
        "ref_id": ref_id,
        "files": [Attachment.of(known[one]) for one in row.file_ids if one in known],
        "mentions": [Ref(id=one, name=beside.names.get(one, "")) for one in row.mention_ids],
        "place": PlaceOut(**row.place) if row.place else None,
        "undoable": followups.changeable(row),
    }


FileIds = Annotated[list[Id], Field(max_length=rules.MOST_FILES)]
StaffIds = Annotated[list[Id], Field(max_length=rules.MOST_MENTIONS)]
Minutes = Annotated[int | None, Field(ge=0, le=1440)]


class FollowupIn(Asked):
    customer_id: Id | None = None
    lead_id: Id | None = None
    text: Text = Field("", max_length=2000)
    way: Way = "note"
    direction: Direction = ""
    result: Result = ""
    minutes: Minutes = None
    next_at: When | None = None
    opportunity_id: Id | None = None
    file_ids: FileIds = []
    mention_ids: StaffIds = []
    place: Place | None = None

    def draft(self) -> Draft:
        """What is written, without whom it is about."""
        names = {one.name for one in fields(Draft)} - {"place"}
        place = self.place.model_dump() if self.place else None
        return Draft(**{name: getattr(self, name) for name in names}, place=place)


class InteractionPatch(Asked):
    text: Text | None = Field(None, max_length=2000)
    way: Way | None = None
    direction: Direction | None = None
    result: Result | None = None
    minutes: Minutes = None
    version: int

    def changes(self) -> dict[str, Any]:
        """What is sent; only the minutes can be emptied."""
        sent = self.model_dump(exclude_unset=True, exclude={"version"})
        return {k: v for k, v in sent.items() if v is not None or k == "minutes"}


class TimelineAsked(ListAsked):
    kind: TimelineKind | None = None
    way: Way | None = None
    staff: str | None = None
    since: When | None = Field(None, alias="from")
    until: When | None = Field(None, alias="to")

    def wanted(self, q: str | None = None) -> Wanted:
        """The filters; only one timeline can be searched."""
        return Wanted(self.kind, self.way, self.staff, self.since, self.until, q)


class InteractionsAsked(TimelineAsked):
    customer: str | None = None


class CommentIn(Asked):
    text: Text = Field(min_length=1, max_length=500)
    mention_ids: StaffIds = []


class CommentOut(Wire):
    id: Id
    at: Moment
    staff: Ref
    text: str
    mentions: list[Ref]
    removable: bool

    @staticmethod
    def of(row: Comment, names: dict[int, str]) -> "CommentOut":
        """`row` comes with its author."""
        return CommentOut(
            id=row.pk,
            at=row.created_at,
            staff=Ref(id=row.staff_id, name=row.staff.name),
            text=row.text,
            mentions=[Ref(id=one, name=names.get(one, "")) for one in row.mention_ids],
            removable=comment_rules.removable(row),
        )
