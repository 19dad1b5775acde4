"""Websites of the merchant (官网): what may be registered, and what a page is called."""

import re

from keliu.kit import networks

MOST_SITES = 10
MOST_PAGES = 2_000  # of a site; pages beyond count for the site's front page
MOST_PATH, MOST_TITLE = 200, 120
HOST = re.compile(r"(?=.{1,120}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*"
                  r"(:\d{1,5})?")  # fmt: skip


def host_of(given: str) -> str | None:
    """`www.example.com` of an address or a host as people write it; None when it is neither."""
    text = given.strip().lower()
    bare = networks.split(text).netloc if "//" in text else text.split("/")[0]
    try:
        host = bare.rpartition("@")[2].encode("idna").decode() if not bare.isascii() else bare
    except UnicodeError:
        return None
    return host if HOST.fullmatch(host) else None


def path_of(given: str) -> str:
    """A page's path without question and fragment."""
    path = given.split("?")[0].split("#")[0][:MOST_PATH].replace("\x00", "")
    return path if path.startswith("/") else f"/{path}"[:MOST_PATH]


def title_of(given: str) -> str:
    return " ".join(given.replace("\x00", "").split())[:MOST_TITLE]
