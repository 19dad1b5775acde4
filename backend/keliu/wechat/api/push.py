"""`/wx/push/<key>`: where WeChat checks the address and brings what people do."""

import secrets
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow

import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from prometheus_client import Counter

from keliu.kit import clock
from keliu.kit.errors import NotFound
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.callback import intake, judging, spool
from keliu.wechat.callback.judging import Asked, Genuine
from keliu.wechat.callback.keyring import Address
from keliu.wechat.errors import PushRefused
from keliu.wechat.models import Account
from keliu.wechat.pushes import replies, seals
from keliu.wechat.pushes.reading import MOST_BYTES

log = structlog.get_logger()

BODY_SECONDS = 2.0
PUSHES = Counter("keliu_wechat_pushes_total", "Pushes from WeChat by what became of them", ["end"])
_readers = ThreadPoolExecutor(16, thread_name_prefix="wechat-body")


def _answer(text: str, status: int = 200, kind: str = "text/plain") -> HttpResponse:
    return HttpResponse(text, content_type=f"{kind}; charset=utf-8", status=status)


def push(request: HttpRequest, key: str) -> HttpResponse:
    """Answer WeChat. Anything that is not WeChat's gets 403 and leaves no trace but a log line."""
    if request.method not in {"GET", "POST"}:
        response = _answer("", 405)
        response.headers["Allow"] = "GET, POST"
        return response
    try:
        asked = Asked.of(dict(request.GET.lists()))
        return _checked(key, asked) if request.method == "GET" else _pushed(request, key, asked)
    except NotFound:
        return _ended("unknown", _answer("", 404))
    except PushRefused as refused:
        log.info("push_refused", why=refused.details.get("why"))
        return _ended("refused", _answer("", 403))


def _ended(end: str, response: HttpResponse) -> HttpResponse:
    PUSHES.labels(end).inc()
    return response


def _checked(key: str, asked: Asked) -> HttpResponse:
    """WeChat's check when somebody saves the address in its console."""
    address, echo = judging.echo(key, asked)
    try:
        with merchant_scope(address.merchant_id):
            rows = Account.objects.filter(pk=address.account_id)
            rows.update(verified_at=clock.now())
    except DatabaseError:
        log.warning("check_not_noted", account_id=address.account_id)
    return _ended("checked", _answer(echo))


def _pushed(request: HttpRequest, key: str, asked: Asked) -> HttpResponse:
    judging.assert_expected(key, asked)  # before anybody can make us wait for a body
    body = _body(request)
    if isinstance(body, HttpResponse):
        return _ended("refused", body)
    address, genuine = judging.opened(key, asked, body)
    if not address.enabled:
        return _ended("disabled", _answer(replies.NOTHING))
    try:
        taken = intake.take(address, genuine.push, genuine.body)
    except (spool.Full, OSError):
        log.exception("push_lost", account_id=address.account_id)
        return _ended("full", _answer("", 503))
    if taken is None:
        return _ended("spooled", _answer(replies.NOTHING))
    return _ended("taken" if taken.fresh else "repeated", _said(address, genuine, taken.reply))


def _body(request: HttpRequest) -> bytes | HttpResponse:
    """The body, or the refusal of one that is too large or comes too slowly."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if not length.isdigit():
        return _answer("", 411)
    if int(length) > MOST_BYTES:
        return _answer("", 413)
    try:
        found: bytes = _readers.submit(lambda: request.body).result(BODY_SECONDS)
    except TooSlow:
        return _answer("", 408)
    except (UnreadablePostError, RawPostDataException, OSError):
        return _answer("", 400)
    return found


def _said(address: Address, genuine: Genuine, reply: str) -> HttpResponse:
    """The passive reply, sealed anew for every delivery."""
    if not reply:
        return _answer(replies.NOTHING)
    if not genuine.sealed:
        return _answer(reply, kind="application/xml")
    now = int(clock.now().timestamp())
    sealed = seals.sealed(address.keys, reply, timestamp=now, nonce=secrets.token_hex(8))
    wrapped = replies.wrapped(sealed, as_json=genuine.as_json)
    kind = "application/json" if genuine.as_json else "application/xml"
    return _answer(wrapped, kind=kind)
