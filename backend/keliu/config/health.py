"""For load balancers and monitoring."""

from django.db import connection
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from keliu.config.middleware import plain


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return plain("ok")


def ready(request: HttpRequest) -> HttpResponse:
    """The process can reach its database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except OperationalError:
        return plain("数据库连不上", 503)
    return plain("ok")


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures, for this machine only: a proxy must not pass /metrics on."""
    if request.META.get("REMOTE_ADDR") not in {"127.0.0.1", "::1", ""}:
        return plain("", 404)
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
