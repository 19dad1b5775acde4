"""WeChat's error envelope: always HTTP 200, a number, a text that ends with the request's rid."""

import secrets

from keliu.box.asgi import Response, json_response

TEXTS = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40002: "invalid grant_type",
    40003: "invalid openid",
    40013: "invalid appid",
    40014: "invalid access_token",
    40029: "invalid code",
    40030: "invalid refresh_token",
    40037: "invalid template_id",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40163: "code been used",
    40164: "invalid ip, not in whitelist",
    40169: "invalid length for scene, or the data is not json string",
    40226: "user blocked",
    41001: "access_token missing",
    41002: "appid missing",
    41003: "refresh_token missing",
    41004: "appsecret missing",
    41008: "missing code",
    41009: "missing openid",
    41030: "invalid page",
    42001: "access_token expired",
    42002: "refresh_token expired",
    43001: "require GET method",
    43002: "require POST method",
    43004: "require subscribe",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit, must slower, retry next minute",
    45026: "template num exceeds limit",
    47001: "data format error",
    47003: "argument invalid!",
    48001: "api unauthorized",
}


class WeChatError(Exception):
    """A refusal in WeChat's words."""

    def __init__(self, errcode: int, errmsg: str = "") -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.errmsg = errmsg or TEXTS.get(errcode, "error")


class Refused(Exception):
    """A refusal of the box's own doors (phone, control panel, administration), told in Chinese."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail


def new_rid(now: float) -> str:
    """A request id shaped like WeChat's: time, then two random words."""
    return f"{int(now):08x}-{secrets.token_hex(4)}-{secrets.token_hex(4)}"


def envelope(errcode: int, errmsg: str, rid: str, *, status: int = 200) -> Response:
    """The JSON that carries an error number."""
    response = json_response({"errcode": errcode, "errmsg": f"{errmsg} rid: {rid}"}, status=status)
    response.errcode = errcode
    return response


def refusal(error: Refused) -> Response:
    """The JSON of the box's own refusals."""
    return json_response({"code": error.code, "detail": error.detail}, status=error.status)
