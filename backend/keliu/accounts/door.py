"""The door of every endpoint: who is it, may they, one transaction, one answer.

`@staff("customer.read")` and its siblings wrap an endpoint's body in a transaction that begins with
the session look-up, so that a refused or failed request leaves nothing behind. The body returns a
Schema (or None), which is written out while the transaction still holds.
"""

import functools
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.request import RawPostDataException
from ninja import Schema

from keliu.accounts.errors import IdempotencyMismatch
from keliu.accounts.reach import reaches
from keliu.accounts.services.sessions import Device
from keliu.kit import actor, ids, scope
from keliu.kit.actor import Actor
from keliu.kit.errors import Forbidden, NotFound, SignedOut
from keliu.platform import sql, tickets
from keliu.platform.pipeline import Answer, Question

COOKIE = "keliu_session"
CSRF_HEADER = "X-Keliu-Csrf"
SAFE = ("GET", "HEAD", "OPTIONS")
AS_REPORTED = "within=report"  # the rows behind a figure: reach as far as report.read only

SESSION = """SELECT id, merchant_id, staff_id, customer_id, name, grants, department_id,
  departments, subordinates, listed, fields, shared,
  set_config('keliu.merchant_id', merchant_id::text, true),
  last_seen_at < now() - interval '1 minute'
 FROM accounts_session WHERE token_hash = %s AND expires_at > now()"""
FACTS, STALE = 12, 13  # columns that say who somebody is and what they may; the last one
MOST = 4_096  # sessions remembered by a process
SEEN = "UPDATE accounts_session SET last_seen_at = now() WHERE id = %s"
# Travels with SESSION, whose row has opened the fence for its merchant by then.
CLAIM = """INSERT INTO platform_idempotency (id, merchant_id, actor, key, body_hash)
 SELECT %s, merchant_id,
  CASE WHEN staff_id > 0 THEN 'staff:' || staff_id ELSE 'customer:' || customer_id END,
  %s::text, %s::bytea
 FROM accounts_session WHERE token_hash = %s AND expires_at > now()
 ON CONFLICT (merchant_id, actor, key) DO NOTHING"""
ANSWERED = """SELECT body_hash, status, body FROM platform_idempotency
 WHERE merchant_id = %s AND actor = %s AND key = %s"""
ANSWER = """UPDATE platform_idempotency SET status = %s, body = %s
 WHERE merchant_id = %s AND actor = %s AND key = %s"""


@dataclass(frozen=True)
class DoorInfo:
    """What the isolation matrix and the documentation know of an endpoint."""

    audience: str  # staff, visitor or public
    permission: str | None


class Body(HttpResponse):
    """An answer already written as JSON (hot reads)."""

    def __init__(self, text: str | bytes, status: int = 200) -> None:
        super().__init__(text, content_type="application/json", status=status)


def client_ip(request: HttpRequest) -> str:
    """The peer's address; a forwarding header counts only behind a configured proxy."""
    if settings.TRUST_PROXY:
        forwarded = request.headers.get("X-Forwarded-For", "")
        if forwarded:
            return forwarded.rsplit(",", 1)[-1].strip()[:45]
    return str(request.META.get("REMOTE_ADDR") or "")[:45]


def device(request: HttpRequest) -> Device:
    return Device(ip=client_ip(request), agent=request.headers.get("User-Agent", "")[:200])


def token_of(request: HttpRequest) -> str | None:
    """The session's secret: bearer, or the console's cookie with its header on unsafe methods."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and token:
        return token.strip()
    cookie = request.COOKIES.get(COOKIE)
    if cookie and (request.method in SAFE or request.headers.get(CSRF_HEADER)):
        return cookie
    return None


def actor_of(row: Sequence[Any]) -> Actor:
    """The person of a row of SESSION."""
    return Actor(
        session_id=row[0],
        staff_id=row[2],
        customer_id=row[3],
        name=row[4],
        grants=row[5],
        department_id=row[6],
        departments=tuple(row[7]),
        subordinates=tuple(row[8]),
        listed=tuple(row[9]),
        fields=row[10],
        shared=row[11],
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What a session said last: as PostgreSQL wrote it, and read."""

    said: tuple[bytes | None, ...]
    merchant_id: int
    who: Actor


_known: dict[bytes, Known] = {}


def remembered(digest: bytes) -> Known | None:
    """What this process was told last by the session of `digest`; it may say something else now."""
    return _known.get(digest)


def known_of(digest: bytes, session: Answer) -> Known | None:
    """Whom the answer to SESSION names; None when there is no such session.

    The same row is read once: reading it costs more than fetching it.
    """
    if not session.result.ntuples:
        _known.pop(digest, None)
        return None
    said, known = tuple([session.raw(at) for at in range(FACTS)]), _known.get(digest)
    if known is None or known.said != said:
        if len(_known) >= MOST:
            _known.clear()
        row = session.first
        known = _known[digest] = Known(said, row[1], actor_of(row))
    return known


def is_stale(session: Answer) -> bool:
    """Whether the session was last seen so long ago that it should be noted."""
    return session.raw(STALE) == b"t"


def as_asked(request: HttpRequest, who: Actor) -> Actor:
    """`who` for this one request: with its address, and no further than it wants to reach."""
    here = replace(who, ip=client_ip(request), held={})
    asked = request.META.get("QUERY_STRING", "")
    return here.within("report.read") if AS_REPORTED in asked else here


@dataclass(frozen=True)
class Ahead:
    """What a body will want to know, asked together with the session.

    The statement finds its merchant in `keliu.merchant_id`; `learn` keeps the rows for the body.
    """

    question: Question
    learn: Callable[[list[Any]], None]


@dataclass(frozen=True)
class Once:
    """An Idempotency-Key with what was sent under it."""

    key: str
    body_hash: bytes

    def claim(self, digest: bytes) -> Question:
        """The statement that takes the key for whoever the session of `digest` belongs to."""
        return Question(CLAIM, [ids.new(), self.key, self.body_hash, digest])


@dataclass(frozen=True, slots=True)
class Entering:
    """A session that was looked up, and the answers to what travelled along."""

    known: Known
    stale: bool
    answers: list[Answer]


def _look_up(token: str | None, *along: Question) -> Entering:
    """Whose session it is. Raises SignedOut."""
    if not token:
        raise SignedOut
    digest = tickets.digest(token)
    session, *answers = sql.ask(Question(SESSION, [digest]), *along)
    known = known_of(digest, session)
    if known is None:
        raise SignedOut
    return Entering(known, is_stale(session), answers)


@contextmanager
def _inside(request: HttpRequest, met: Entering, ahead: Ahead | None = None) -> Iterator[Actor]:
    """As the person of a session, who knows ahead what came last."""
    who = as_asked(request, met.known.who)
    with scope.entered(met.known.merchant_id), actor.acting(who):
        if ahead:
            ahead.learn(met.answers[-1].rows)
        yield who
    if met.stale:  # last, since who holds a session's row must not wait in carried.settle
        sql.do(SEEN, [who.session_id])


@contextmanager
def entered(request: HttpRequest, token: str | None = None) -> Iterator[Actor]:
    """One transaction as the person behind the request. Raises SignedOut."""
    with transaction.atomic(), _inside(request, _look_up(token or token_of(request))) as who:
        yield who


def written(result: Any) -> HttpResponseBase:
    """The HTTP answer of what a body returned."""
    if isinstance(result, HttpResponseBase):
        return result
    if result is None:
        return HttpResponse(status=204)
    assert isinstance(result, Schema), "an endpoint returns a Schema, an HttpResponse or None"
    return Body(result.model_dump_json(by_alias=True))


def _body(request: HttpRequest) -> bytes:
    """What makes two requests the same; an upload, already parsed, by its fields and files."""
    try:
        return request.body
    except RawPostDataException:
        sent: dict[str, Any] = request.FILES.dict()
        files = [f"{file.name}|{file.size}" for file in sent.values()]
        return "\n".join([request.POST.urlencode(), *files]).encode()


def _once(request: HttpRequest) -> Once | None:
    """The Idempotency-Key of a POST."""
    key = request.headers.get("Idempotency-Key", "")[:64]
    if request.method != "POST" or not key:
        return None
    sent = request.path.encode() + b"\n" + _body(request)
    return Once(key, hashlib.sha256(sent).digest())


def _answered_before(once: Once, place: list[Any]) -> HttpResponse:
    """What the first request with this key was told. Raises IdempotencyMismatch."""
    stored_hash, status, body = sql.one(ANSWERED, place)
    if bytes(stored_hash) != once.body_hash:
        raise IdempotencyMismatch
    return HttpResponse(body, content_type="application/json", status=status)


def _at_most_once(
    once: Once | None, who: Actor, work: Callable[[], HttpResponseBase], *, fresh: bool
) -> HttpResponseBase:
    """Run `work`, or give the stored answer when this Idempotency-Key was used before."""
    if once is None:
        return work()
    name = f"{'staff' if who.staff_id else 'customer'}:{who.staff_id or who.customer_id}"
    place = [scope.current(), name, once.key]
    if not fresh:
        return _answered_before(once, place)
    answer = work()
    assert isinstance(answer, HttpResponse), "what is kept for a second try has a body"
    sql.at_the_end(Question(ANSWER, [answer.status_code, answer.content.decode(), *place]))
    return answer


def _door(
    info: DoorInfo,
    endpoint: Callable[..., Any],
    allow: Callable[[Actor], None],
    ahead: Ahead | None = None,
) -> Any:
    @functools.wraps(endpoint)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        token, once = token_of(request), _once(request)
        claims = [once.claim(tickets.digest(token))] if once and token else []
        along = [*claims, *([ahead.question] if ahead else [])]
        with transaction.atomic():
            met = _look_up(token, *along)
            with _inside(request, met, ahead) as who:
                allow(who)
                fresh = not claims or met.answers[0].count > 0
                work = functools.partial(endpoint, request, *args, **kwargs)
                return _at_most_once(once, who, lambda: written(work()), fresh=fresh)

    wrapped.door = info  # type: ignore[attr-defined]  # read by the matrix and the OpenAPI test
    return wrapped


def assert_staff(who: Actor, permission: str | None) -> None:
    """Only signed-in staff whose role has `permission`; None lets every member of staff in."""
    if who.staff_id is None:
        raise SignedOut
    if permission and not who.may(permission):
        raise Forbidden(permission=permission)


def staff(
    permission: str | None = None, *, ahead: Ahead | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """For staff whose role has `permission`, or for all of them; `ahead` for the body to know."""
    info = DoorInfo("staff", permission)

    def allow(who: Actor) -> None:
        assert_staff(who, permission)

    return lambda endpoint: _door(info, endpoint, allow, ahead)


def visitor(endpoint: Callable[..., Any]) -> Any:
    """Only customers who agreed and are known."""

    def allow(who: Actor) -> None:
        if who.customer_id is None:
            raise SignedOut

    return _door(DoorInfo("visitor", None), endpoint, allow)


def public(endpoint: Callable[..., Any]) -> Any:
    """Anybody. The body enters a merchant itself, by something the outside may know."""

    @functools.wraps(endpoint)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return written(endpoint(request, *args, **kwargs))

    wrapped.door = DoorInfo("public", None)  # type: ignore[attr-defined]  # as above
    return wrapped


def customer_or_none(request: HttpRequest, token: str | None, merchant_id: int) -> int | None:
    """The known visitor behind a public request of `merchant_id`, if there is one."""
    secret = token or token_of(request)
    row = sql.one(SESSION, [tickets.digest(secret)]) if secret else None
    return row[3] if row and row[1] == merchant_id else None


def require_reach(
    who: Actor,
    permission: str,
    owner_id: int | None,
    department_id: int | None,
    kind: str | None = None,
    record_id: int | None = None,
) -> None:
    """Raise NotFound unless `permission` reaches a record of this owner and department."""
    if not reaches(who, permission, owner_id, department_id, kind, record_id):
        raise NotFound


__all__ = ["Body", "DoorInfo", "customer_or_none", "device", "entered", "public",
           "reaches", "require_reach", "staff", "visitor"]  # fmt: skip
