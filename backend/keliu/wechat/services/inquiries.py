"""Questions to WeChat about the account itself: what is left today, why a call was refused."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from keliu.wechat.models import Account
from keliu.wechat.services import quota
from keliu.wechat.services.calls import api_of

LONG = 2000


@dataclass(frozen=True)
class Left:
    """WeChat's own count of one path today."""

    path: str
    daily_limit: int
    used: int
    remain: int
    per_second: str


def left(account: Account, path: str) -> Left:
    """Ask WeChat what is left of a path; when something is, it may be used again."""
    api = api_of(account)
    answer = api.post("/cgi-bin/openapi/quota/get", {"cgi_path": path})
    told, rate = answer.get("quota") or {}, answer.get("rate_limit") or {}
    remain = int(told.get("remain", 0))
    if remain > 0:
        quota.forgive(api.app, path)
    pace = f"{rate['call_count']}/{rate['refresh_second']}s" if "call_count" in rate else ""
    return Left(path, int(told.get("daily_limit", 0)), int(told.get("used", 0)), remain, pace)


@dataclass(frozen=True)
class Told:
    """What WeChat's log says about one call."""

    at: datetime | None
    url: str
    request: str
    response: str


def explained(account: Account, rid: str) -> Told:
    """WeChat's own record of a refused call, kept for seven days."""
    answer = api_of(account).post("/cgi-bin/openapi/rid/get", {"rid": rid})
    told: dict[str, Any] = answer.get("request") or {}
    seconds = told.get("invoke_time")
    at = datetime.fromtimestamp(int(seconds), UTC) if seconds else None
    url = str(told.get("request_url", "")).split("?", 1)[0]  # the rest holds the token
    body, response = str(told.get("request_body", "")), str(told.get("response_body", ""))
    return Told(at, url[:200], body[:LONG], response[:LONG])
