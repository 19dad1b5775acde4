"""The in-app inbox of a member of staff. Only outreach writes to it; people read their own."""

from django.db.models import QuerySet

from keliu.kit import clock, ids
from keliu.kit.language import CHINESE, reading, say
from keliu.platform import realtime
from keliu.platform.models import Notification


def put(
    *,
    staff_id: int,
    kind: str,
    title: str,
    text: str,
    link: tuple[str, int] | None,
    dedupe: str,
    language: str = CHINESE,
) -> bool:
    """Add a line and show it live in the person's language; False when the same one (`dedupe`)
    was there already."""
    row = Notification(
        id=ids.new(),
        staff_id=staff_id,
        kind=kind,
        title=title[:120],
        text=text[:400],
        link_kind=link[0] if link else "",
        link_id=link[1] if link else None,
        dedupe_key=dedupe,
        at=clock.now(),
    )
    Notification.objects.bulk_create([row], ignore_conflicts=True)
    if not Notification.objects.filter(pk=row.pk).exists():
        return False
    with reading(language):
        shown = shape(row) | {"title": say(row.title), "text": say(row.text)}
    realtime.push(realtime.staff_topic(staff_id), "notification", shown)
    return True


def shape(row: Notification) -> dict[str, object]:
    """A notification on the wire."""
    link = {"kind": row.link_kind, "id": str(row.link_id)} if row.link_id else None
    return {
        "id": str(row.pk),
        "at": clock.iso(row.at),
        "kind": row.kind,
        "title": row.title,
        "text": row.text,
        "link": link,
        "read_at": clock.iso(row.read_at) if row.read_at else None,
    }


def inbox(staff_id: int, *, unread: bool) -> QuerySet[Notification]:
    """A person's lines, all or the unread ones."""
    rows = Notification.objects.filter(staff_id=staff_id)
    return rows.filter(read_at__isnull=True) if unread else rows


def read(staff_id: int, identifier: int | None = None) -> int:
    """Mark one line, or all, as read; returns how many were unread."""
    rows = inbox(staff_id, unread=True)
    rows = rows if identifier is None else rows.filter(pk=identifier)
    return rows.update(read_at=clock.now())
