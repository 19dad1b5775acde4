"""What cards call their parts: 手机, Tel, 地址, E-mail and their many spellings."""

import re

_DIGITS_NEXT = r"(?=[\s.]*[+(]{0,2}\d[\d\s()+.-]{5})"
_NUMBER = rf"(?:\s*(?:no|号码|号)\.?)?(?:[\s.]*[::]+|{_DIGITS_NEXT})"
_SAME = r"(?:\s*[/&((|]\s*(?:微信|wechat|wx)(?:同号)?\s*[))]?)?"
_FAX_TOO = r"(?:\s*[/&]\s*(?:传真|fax|f))?"

# kind → (words, what must follow them); longer words first where one begins another.
WORDS = {
    "mobile": (
        rf"(?:移动电话|手机|mobile(?:\s*phone)?|mob|cell(?:\s*phone)?|mp|m){_SAME}",
        _NUMBER,
    ),
    "phone": (
        rf"(?:[\u4e00-\u9fff]{{0,2}}(?:电话|热线)|座机|专线|直线|总机|telephone|tel|phone|direct|ph|t|p|d){_FAX_TOO}",
        _NUMBER,
    ),
    "fax": (r"(?:传真|facsimile|fax|f)", _NUMBER),
    "zip": (r"(?:邮政编码|邮编|zip\s*code|zip|p\.?\s?c)", _NUMBER),
    "qq": (r"(?:qq)", _NUMBER),
    "email": (
        r"(?:电子邮[件箱]|邮箱|邮件|e-?\s?mail|mail|e)",
        r"(?:[\s.]*[::]+|(?=\s+[\w.+-]+@)|(?<=[\u4e00-\u9fff])(?=[\w.+-]+@))",
    ),
    "web": (
        r"(?:公司)?(?:网\s*址|网站|官网|主页)|(?:website|web|http|url|w)",
        r"(?:[\s.]*[::]+(?!//)|(?=\s+(?:www|https?:))|(?<=[\u4e00-\u9fff])(?=www|http))",
    ),
    "wechat": (
        r"(?:微信公众号|微信号|微信|wechat|weixin|wx)",
        r"(?:\s*(?:id)?\s*[::]+|(?=\s+[a-z]))",
    ),
    "address": (
        r"(?:[\u4e00-\u9fff]{0,2}地\s*址|address|addr|add|a)",
        r"(?:[\s.]*[::]+)",
    ),
    "name": (r"(?:姓\s*名|联系人|name)", r"(?:\s*[::]+)"),
    "position": (r"(?:职\s*[务位称]|title|position)", r"(?:\s*[::]+)"),
    "company": (r"(?:公司名称|公\s*司|单位名称|单\s*位|company)", r"(?:\s*[::]+)"),
}
_ANY = re.compile(
    "|".join(f"(?P<{kind}>(?:{words}){after})" for kind, (words, after) in WORDS.items()),
    re.IGNORECASE,
)
_BARE_ADDRESS = re.compile(r"(?:公司|办公|通讯)?地址\s*(?=[\u4e00-\u9fff])")
_LETTER = re.compile(r"[A-Za-z]")


def cut(text: str) -> list[tuple[str, str]]:
    """[(label, text)] in order; the label is empty for what stands before the first one."""
    bare = _BARE_ADDRESS.match(text)
    if bare:
        return [("address", text[bare.end() :])]
    starts = [found for found in _ANY.finditer(text) if _begins(text, found.start())]
    if not starts:
        return [("", text)]
    found = [("", text[: starts[0].start()])]
    for one, following in zip(starts, [*starts[1:], None], strict=True):
        end = following.start() if following else len(text)
        found.append((str(one.lastgroup), text[one.end() : end]))
    return found


def _begins(text: str, at: int) -> bool:
    """A label does not stand inside a word, a web address or an e-mail address."""
    if at == 0:
        return True
    before, first = text[at - 1], text[at]
    if before in "@./_":
        return before == "/" and text[at - 2 : at - 1] not in {"/", ":"}
    latin = bool(_LETTER.match(first))
    return not (latin and before.isalnum() and before.isascii()) or (latin and before.isdigit())
