"""What every member of staff has at hand: inbox, uploads, live socket."""

import mimetypes
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import File, Query, Router
from ninja.files import UploadedFile

from keliu.accounts import door
from keliu.accounts.services import sessions
from keliu.kit import actor, scope
from keliu.kit.errors import NotFound
from keliu.platform import files, lists, notifications, tickets
from keliu.platform.files import MOST_BYTES, BadPicture
from keliu.platform.models import Notification
from keliu.platform.wire import FileRef, Id, ListAsked, Moment, Page, Said, Wire

router = Router(tags=["workplace"])
SOCKET_TICKET_SECONDS = 30


@router.post("/files", response=FileRef)
@door.staff()
def file_upload(request: HttpRequest, file: File[UploadedFile]) -> FileRef:
    """Store a picture (JPG, PNG, WebP up to 10 MB); metadata such as GPS is dropped."""
    if (file.size or 0) > MOST_BYTES:
        raise BadPicture
    return FileRef.model_validate(files.store_picture(file.read()))


def file_serve(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The bytes of a picture, for ever the same under one address."""
    try:
        data = files.read_public(key, name)
    except NotFound:
        return HttpResponse(status=404)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = HttpResponse(data, content_type=kind)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


class Link(Wire):
    kind: str
    id: str


class NotificationOut(Wire):
    id: Id
    at: Moment
    kind: str
    title: Said
    text: Said
    link: Link | None
    read_at: Moment | None


class Inbox(Page[NotificationOut]):
    unread: int


class InboxAsked(ListAsked):
    unread: bool = False


def _line(row: Notification) -> NotificationOut:
    return NotificationOut.model_validate(notifications.shape(row))


@router.get("/notifications", response=Inbox)
@door.staff()
def notification_list(request: HttpRequest, asked: Query[InboxAsked]) -> Inbox:
    """One's own inbox, newest first, with the number of unread lines."""
    me = actor.current().staff_id or 0
    rows = notifications.inbox(me, unread=asked.unread)
    found, following = lists.page(rows, lists.NEWEST, cursor=asked.cursor, limit=asked.limit)
    unread = notifications.inbox(me, unread=True).count()
    total = rows.count() if asked.total else None
    return Inbox(items=[_line(r) for r in found], next=following, unread=unread, total=total)


@router.post("/notifications/read-all", response={204: None})
@door.staff()
def notification_read_all(request: HttpRequest) -> None:
    """Mark the whole inbox as read."""
    notifications.read(actor.current().staff_id or 0)


@router.post("/notifications/{notification_id}/read", response={204: None})
@door.staff()
def notification_read(request: HttpRequest, notification_id: int) -> None:
    """Mark one line as read; reading it again changes nothing."""
    me = actor.current().staff_id or 0
    if not notifications.inbox(me, unread=False).filter(pk=notification_id).exists():
        raise NotFound
    notifications.read(me, notification_id)


class SocketTicket(Wire):
    url: str
    ticket: str
    topics: list[str]


@router.post("/realtime/ticket", response=SocketTicket)
@door.staff()
def realtime_ticket(request: HttpRequest) -> SocketTicket:
    """A one-time ticket for the live socket and the topics it opens."""
    who = actor.current()
    topics = sessions.topics_of(who)
    payload = {
        "session_id": str(who.session_id),
        "staff_id": str(who.staff_id),
        "topics": topics,
    }
    lives = timedelta(seconds=SOCKET_TICKET_SECONDS)
    ticket = tickets.issue("socket", scope.current(), payload, lives)
    return SocketTicket(url=_socket_url(request), ticket=ticket, topics=topics)


def _socket_url(request: HttpRequest) -> str:
    """The gateway as this browser reaches it: same host name, its own port or /ws."""
    if not settings.GATEWAY_URL:
        return f"{'wss' if request.is_secure() else 'ws'}://{request.get_host()}/ws"
    host = request.get_host().partition(":")[0]
    port = settings.GATEWAY_URL.rpartition(":")[2].strip("/")
    return f"ws://{host}:{port}/ws"
