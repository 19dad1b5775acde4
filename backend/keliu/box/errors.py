"""WeChat's error envelope: always HTTP 200, a number, a text that ends with the request's rid."""

import secrets

from keliu.box.asgi import Response, json_response
from keliu.box.texts import TEXTS

__all__ = ["TEXTS", "Refused", "WeChatError", "envelope", "new_rid", "refusal"]


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
