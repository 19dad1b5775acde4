"""Every error leaves as problem+json with a stable code and a sentence in the reader's language."""

from typing import Any

import pydantic
import structlog
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from psycopg.errors import QueryCanceled
from pydantic_core import to_json

from keliu.kit import language
from keliu.kit.errors import Invalid, KeliuError
from keliu.platform.errors import FilterTooWide

log = structlog.get_logger()

LATER_SECONDS = "60"  # how long who was too fast waits at most; the doors count by the minute
SENTENCES = {
    "missing": "这一项要填",
    "string_too_long": "太长了,最多 {max_length} 个字",
    "string_too_short": "太短了,至少 {min_length} 个字",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "extra_forbidden": "没有这一项",
    "int_parsing": "要填整数",
    "int_type": "要填整数",
    "string_type": "要填文字",
    "date_from_datetime_parsing": "日期写法不对",
    "datetime_from_date_parsing": "时间写法不对",
    "literal_error": "不在可选范围里",
    "enum": "不在可选范围里",
    "json_invalid": "请求内容不是 JSON",
}


def problem(
    status: int, code: str, detail: str, *, errors: Any = (), extra: dict[str, Any] | None = None
) -> HttpResponse:
    """A problem+json answer; `errors` are a field, a code and a message each."""
    said = language.say(detail)
    body = {
        "type": f"/docs/errors#{code}",
        "title": said,
        "status": status,
        "code": code,
        "detail": said,
        "errors": [{**error, "message": language.say(error["message"])} for error in errors],
        **(extra or {}),
    }
    return HttpResponse(
        to_json(body, fallback=str), content_type="application/problem+json", status=status
    )


def from_error(error: KeliuError) -> HttpResponse:
    """The answer for a named fact."""
    errors = [{"field": k, "code": "invalid", "message": v} for k, v in error.fields.items()]
    detail = error.text if not error.fields else next(iter(error.fields.values()))
    answer = problem(error.status, error.code, detail, errors=errors, extra=error.details)
    if error.status == 429:
        answer.headers["Retry-After"] = LATER_SECONDS
    return answer


def _sentence(item: dict[str, Any]) -> str:
    template = SENTENCES.get(item["type"])
    if template is None:
        return (
            str(item["msg"]).removeprefix("Value error, ")
            if "value_error" in item["type"]
            else "写法不对,请检查"
        )
    try:
        return template.format(**item.get("ctx", {}))
    except KeyError:
        return "写法不对,请检查"


def _field(item: dict[str, Any]) -> str:
    path = [str(part) for part in item["loc"] if part not in {"body", "query", "path", "payload"}]
    return ".".join(path) or "body"


def as_invalid(wrong: pydantic.ValidationError) -> Invalid:
    """The refusal of values that came another way than through an endpoint (imports)."""
    found = [dict(item) for item in wrong.errors()]
    return Invalid(fields={_field(item): _sentence(item) for item in found})


def _invalid(wrong: ValidationError) -> HttpResponse:
    fields = []
    for item in wrong.errors:
        name = _field(item)
        fields.append({"field": name, "code": item["type"], "message": _sentence(item)})
    return problem(Invalid.status, Invalid.code, Invalid.message, errors=fields)


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error.__cause__, QueryCanceled):  # only lists have a time limit
        return from_error(FilterTooWide())
    log.error("request_failed", path=request.path, method=request.method, exc_info=error)
    return problem(500, "server_error", "服务器出错了,已记录,请稍后再试")


def install(api: NinjaAPI) -> None:
    """Teach `api` to answer every exception as a problem."""

    @api.exception_handler(KeliuError)
    def _fact(request: HttpRequest, error: KeliuError) -> HttpResponse:
        return from_error(error)

    @api.exception_handler(ValidationError)
    def _bad_shape(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return _invalid(error)

    @api.exception_handler(RequestDataTooBig)
    def _too_big(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(413, "too_big", "内容太大了,请减少一些再发")

    @api.exception_handler(DisallowedHost)
    def _elsewhere(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(400, "bad_request", "网址不对,请从自己的网址打开")

    @api.exception_handler(MultiPartParserError)
    def _torn(request: HttpRequest, error: Exception) -> HttpResponse:
        return problem(400, "bad_request", "上传的内容不完整,请重新选择文件再传")

    @api.exception_handler(HttpError)
    def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "bad_request", "请求内容读不懂,请检查")

    api.exception_handler(Exception)(_unexpected)
