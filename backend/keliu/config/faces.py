"""The built front ends: served by the web process itself, compressed ahead, cached by content."""

import gzip
import mimetypes
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from keliu.config.built import folder
from keliu.config.middleware import plain

COMPRESSED = (".js", ".css", ".html", ".svg", ".json")


@lru_cache(maxsize=256)
def _packed(path: str, changed: float) -> bytes:
    return gzip.compress(Path(path).read_bytes(), 6)


def home(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the console."""
    return HttpResponseRedirect("/console/")


def serve(request: HttpRequest, face: str, name: str) -> HttpResponse:
    """One file of a face; the folder itself is its index page."""
    root = folder(face).resolve()
    file = (root / (name or "index.html")).resolve()
    if not root.is_dir():
        return plain("界面还没有构建,请运行 make demo", 503)
    if not file.is_relative_to(root) or not file.is_file():
        return plain("没有这个页面", 404)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    if packs and file.suffix in COMPRESSED:
        response = HttpResponse(_packed(str(file), file.stat().st_mtime), content_type=kind)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(file.read_bytes(), content_type=kind)
    hashed = "assets/" in name
    cached = "public, max-age=31536000, immutable" if hashed else "no-cache"
    response.headers["Cache-Control"] = cached
    response.headers["Vary"] = "Accept-Encoding"
    return response
