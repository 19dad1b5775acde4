"""Knowing a browser again that was sent to WeChat: the state it brings back must be its own.

Whoever starts a sign-in gets a cookie; its digest travels in the state's ticket. An address with a
state and a code that somebody else has prepared is worth nothing in another browser.
"""

import hmac
import re
import secrets
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from keliu.platform import tickets

SECONDS = 600
VALUE = re.compile(r"[0-9A-Za-z_-]{32}")


@dataclass(frozen=True)
class Mark:
    """What the browser keeps, and the digest of it that goes into a ticket."""

    value: str

    @property
    def digest(self) -> str:
        return tickets.digest(self.value).hex()


def _name(request: HttpRequest) -> str:
    """Only https may set cookies that no other host of the domain can write."""
    return "__Host-keliu-oauth" if request.is_secure() else "keliu-oauth"


def mark(request: HttpRequest) -> Mark:
    """The browser's mark, a new one when it has none; `keep` puts it into the answer."""
    known = request.COOKIES.get(_name(request), "")
    return Mark(known if VALUE.fullmatch(known) else secrets.token_urlsafe(24))


def keep(request: HttpRequest, response: HttpResponse, made: Mark) -> HttpResponse:
    """The answer, with the mark in a cookie that scripts can not read."""
    response.set_cookie(
        _name(request),
        made.value,
        max_age=SECONDS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",  # WeChat sends the browser back from another site
    )
    return response


def is_same(request: HttpRequest, digest: object) -> bool:
    """Whether this browser is the one whose mark went into the ticket."""
    known = request.COOKIES.get(_name(request), "")
    return bool(known) and hmac.compare_digest(Mark(known).digest, str(digest))
