"""The hot read: who is it, may they, and the answer, in one round trip to PostgreSQL.

A few endpoints are read all day. The process remembers what the session of a token said last and
puts the question as that person, in one pipeline with the look-up of the session; the session's
row comes first and opens the fence for its merchant. What comes back is given out only if the row
said to the letter what was remembered. So memory chooses how a question is put and never what
anybody may see: whoever signed out, lost a right or moved is asked again as who they are now, or
refused, and no answer made for the person of before leaves the process.

An endpoint behind this door is a generator: it yields questions and makes an answer of the rows.
Whatever else it may have to ask (`sql.Spoke`) and every refusal before the row has spoken go
through the usual door, which runs the same generator.
"""

import functools
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from keliu.accounts import door
from keliu.accounts.door import Known
from keliu.kit import actor, scope
from keliu.kit.errors import KeliuError
from keliu.platform import sql, tickets
from keliu.platform.pipeline import Question
from keliu.platform.sql import Asking

Endpoint = Callable[..., Asking[HttpResponseBase]]


def _met(digest: bytes) -> Known | None:
    """Look a session up and remember what it says."""
    (session,) = sql.together([Question(door.SESSION, [digest])])
    return door.known_of(digest, session)


def _one_round(
    known: Known, digest: bytes, asking: Asking[HttpResponseBase]
) -> HttpResponseBase | None:
    """The answer; None when the session says something else by now, or nothing is to be asked."""
    with sql.silence():
        try:
            questions = next(asking)
        except (KeliuError, StopIteration):
            return None
        session, *answers = sql.together([Question(door.SESSION, [digest]), *questions])
        if door.known_of(digest, session) is not known:
            return None
        answer = sql.finished(asking, [one.rows for one in answers])
    if door.is_stale(session):
        sql.do(door.SEEN, [known.who.session_id])
    return answer


def _at_once(
    request: HttpRequest, permission: str, begin: Callable[[], Asking[HttpResponseBase]]
) -> HttpResponseBase | None:
    """The answer in one round trip, or None when only the usual door can give one."""
    token = door.token_of(request)
    digest = tickets.digest(token) if token else None
    known = (door.remembered(digest) or _met(digest)) if digest else None
    if digest is None or known is None:
        return None
    who = door.as_asked(request, known.who)
    if who.staff_id is None or not who.may(permission):
        return None
    with scope.entered(known.merchant_id), actor.acting(who):
        try:
            return _one_round(known, digest, begin())
        except sql.Spoke:
            return None


def _again(attempt: Callable[[], HttpResponseBase | None]) -> HttpResponseBase | None:
    """`attempt`, once more when the connection turns out to be gone: it only reads."""
    try:
        return attempt()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        connection.close_if_unusable_or_obsolete()
        return attempt()


def hot(permission: str) -> Callable[[Endpoint], Any]:
    """`door.staff` for an endpoint that yields its questions."""

    def dressed(endpoint: Endpoint) -> Any:
        @functools.wraps(endpoint)
        def usual(*args: Any, **kwargs: Any) -> HttpResponseBase:
            return sql.answered(endpoint(*args, **kwargs))

        through_the_door = door.staff(permission)(usual)

        @functools.wraps(through_the_door)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            def attempt() -> HttpResponseBase | None:
                return _at_once(request, permission, lambda: endpoint(request, *args, **kwargs))

            answer = _again(attempt)
            return answer if answer is not None else through_the_door(request, *args, **kwargs)

        return wrapped

    return dressed
