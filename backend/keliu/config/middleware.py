"""Headers that every answer carries."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from keliu.kit import language
from keliu.platform.files.limits import MOST_UPLOAD
from keliu.platform.problems import problem


def _policy() -> str:
    """Content-Security-Policy: only our own files, our sockets, and WeChat's script.

    blob: is what somebody has just chosen or recorded and not sent yet.
    """
    gateway = settings.GATEWAY_URL
    sockets = [gateway] if gateway else []
    script = "{0.scheme}://{0.netloc}".format(urlsplit(settings.WECHAT_SCRIPT_URL))
    frames = ["'self'"]
    if settings.ENV in {"demo", "test"}:
        port = urlsplit(gateway).port
        sockets += [f"ws://*.localhost:{port}"] if port else []
        frames += ["http://localhost:*", "http://*.localhost:*"]
        script += " http://*.localhost:*"
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {script}",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {settings.WECHAT_AVATARS}",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            f"connect-src 'self' blob: {' '.join(sockets)}",
            f"frame-ancestors {' '.join(frames)}",
            "base-uri 'none'",
            "form-action 'self'",
            "object-src 'none'",
        ]
    )


class Language:
    """Sentences of ours leave in the language that the reader asks for, Chinese otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = language.asked(str(request.META.get("HTTP_ACCEPT_LANGUAGE", "")))
        try:
            return self.get_response(request)
        finally:
            language.done(token)


class Headers:
    """Security headers on pages, files, API answers and errors alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.policy = _policy()
        self.secure = settings.BASE_URL.startswith("https://")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
        response.headers.setdefault("Content-Security-Policy", self.policy)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        if isinstance(response, HttpResponse):  # else the answer goes out in chunks
            response.headers.setdefault("Content-Length", str(len(response.content)))
        if self.secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        return response


class Method:
    """A mini program can not send PATCH; it sends POST and says so in X-HTTP-Method-Override."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meant = request.headers.get("X-HTTP-Method-Override", "")
        if request.method == "POST" and meant == "PATCH":
            request.method = meant
        return self.get_response(request)


class Size:
    """Nobody sends more than the largest file: refused before a byte of the body is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if not length.isdigit() or int(length) > MOST_UPLOAD:
            return problem(413, "too_big", "内容太大了,请减少一些再发")
        return self.get_response(request)


def plain(text: str, status: int = 200) -> HttpResponse:
    """A short text answer."""
    said = language.say(text)
    return HttpResponse(said, content_type="text/plain; charset=utf-8", status=status)
