"""Private files: uploaded by staff, opened by signed addresses that end within the hour."""

from typing import BinaryIO, cast
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from keliu.accounts import door
from keliu.kit.errors import NotFound
from keliu.platform import files
from keliu.platform.files import Part
from keliu.platform.wire import Id, Wire

router = Router(tags=["workplace"])
# Nothing inside a file may run, whatever it turns out to be.
SANDBOX = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"


class AttachmentOut(Wire):
    id: Id
    kind: str
    name: str
    mime: str
    size: int
    width: int | None
    height: int | None
    seconds: int | None
    words: str
    url: str
    thumb_url: str | None


class AttachmentIn(Wire):
    seconds: int | None = Field(None, ge=0, le=36_000)


@router.post("/attachments", response=AttachmentOut)
@door.staff()
def attachment_upload(
    request: HttpRequest, file: File[UploadedFile], more: Form[AttachmentIn]
) -> AttachmentOut:
    """Keep a picture, voice note, video or document for one's next follow-up.

    Pictures lose place and camera data; what nobody uses within two days is removed.
    """
    name = str(file.name or "")
    assert file.file is not None, "an upload has a file"
    card = files.store_private(cast(BinaryIO, file.file), name, seconds=more.seconds)
    return AttachmentOut.model_validate(card)


def private_serve(request: HttpRequest, token: str) -> HttpResponse | StreamingHttpResponse:
    """The bytes behind a signed address, or the range of them that a player asks for."""
    try:
        part = files.open_signed(token, request.headers.get("Range", ""))
    except NotFound:
        return HttpResponse(status=404)
    return _answer(part)


def _answer(part: Part) -> StreamingHttpResponse:
    status = 206 if part.partial else 200
    answer = StreamingHttpResponse(part.chunks, status=status, content_type=part.mime)
    kind = "inline" if part.inline else "attachment"
    answer.headers["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(part.name)}"
    answer.headers["Content-Length"] = str(part.end - part.start + 1)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "private, max-age=900"
    answer.headers["Content-Security-Policy"] = SANDBOX
    if part.partial:
        answer.headers["Content-Range"] = f"bytes {part.start}-{part.end}/{part.total}"
    return answer
