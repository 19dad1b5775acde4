"""Where notices of WeChat Pay arrive. No API call: nobody is signed in, the signature decides."""

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse

from keliu.kit.errors import NotFound
from keliu.wechat.errors import PayForged
from keliu.wechat.pay.notices import MOST_BYTES
from keliu.wechat.services import pay_notices

log = structlog.get_logger()
OLD_TAKEN = "<xml><return_code><![CDATA[SUCCESS]]></return_code></xml>"


def pay_notice(request: HttpRequest, key: str) -> HttpResponse:
    """204 once the notice is kept; a false one gets 401 whatever is wrong with it."""
    if request.method != "POST":
        return _no(405)
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return _no(413)
    try:
        return _taken(key, request)
    except NotFound:
        return _no(404)
    except PayForged as forged:
        log.info("pay_forged", why=str(forged.details.get("why", "")))
        return _no(401)


def _taken(key: str, request: HttpRequest) -> HttpResponse:
    door, body = pay_notices.door_of(key), request.body
    if body.lstrip()[:1] == b"<":
        pay_notices.old_taken(door, body)
        return HttpResponse(OLD_TAKEN, content_type="text/xml; charset=utf-8")
    pay_notices.taken(door, request.headers, body)
    return HttpResponse(status=204)


def _no(status: int) -> HttpResponse:
    return JsonResponse(
        {"code": "FAIL", "message": "失败"},
        status=status,
        json_dumps_params={"ensure_ascii": False},
    )
