"""Rich text of products: a few plain tags, our own pictures, no links and no scripts.

What was written before there was rich text, or comes from a sheet, is plain text; it is told apart
by its first sign, since clean rich text always begins with a tag.
"""

import html
import re

import nh3

TAGS = {"p", "br", "strong", "b", "em", "i", "u", "h3", "ul", "ol", "li", "blockquote", "img"}
ATTRIBUTES = {"img": {"src", "alt"}}
OURS = re.compile(r"/files/[\w-]{10,40}/[\w.-]{1,60}", re.ASCII)
MARKUP = re.compile(r"</?[a-zA-Z][^>]*>")
BLOCK_END = re.compile(r"</(?:p|h3|li|blockquote)>|<br ?/?>")
EMPTY = re.compile(r"(?:<p>(?:<br>|\s|&nbsp;)*</p>)+$")
GAPS = re.compile(r"\n{3,}")


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """Pictures come from our own files, never from elsewhere."""
    if (tag, attribute) == ("img", "src"):
        return value if OURS.fullmatch(value) else None
    return value


def is_rich(text: str) -> bool:
    return text.startswith("<")


def clean(text: str) -> str:
    """What may be kept of a text somebody wrote: safe HTML, or the plain text it was."""
    if not MARKUP.search(text):
        return text
    safe = nh3.clean(
        text, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_kept, link_rel=None
    ).strip()
    safe = EMPTY.sub("", safe.replace("<img>", ""))
    return safe if not safe or is_rich(safe) else f"<p>{safe}</p>"


def shown(text: str) -> str:
    """As HTML, for pages."""
    if is_rich(text):
        return clean(text)
    parts = [html.escape(part).replace("\n", "<br>") for part in text.split("\n\n") if part.strip()]
    return "".join(f"<p>{part}</p>" for part in parts)


def plain(text: str) -> str:
    """As words, for where there is no room for more."""
    if not is_rich(text):
        return text
    lines = BLOCK_END.sub("\n", text)
    return GAPS.sub("\n\n", html.unescape(MARKUP.sub("", lines))).strip()


def files_of(text: str) -> list[str]:
    """The addresses of its pictures."""
    return OURS.findall(text) if is_rich(text) else []
