"""What every error code of WeChat means for us: one table (`errcodes`), no branches elsewhere.

A code that is not in the table stops what was being done and is shown with its number: nobody
retries what nobody understands.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from keliu.wechat.rules.errcodes import TABLE, UNKNOWN
from keliu.wechat.rules.errcodes import Meaning as Meaning
from keliu.wechat.rules.errcodes import Treatment as Treatment

BEIJING = ZoneInfo("Asia/Shanghai")  # quotas begin anew at midnight there
# Paths whose "used up" is for the running minute (5,000 pictures, 4,000 checks), not for the day.
BY_MINUTE = frozenset({"/wxa/getwxacodeunlimit", "/wxa/msg_sec_check", "/cgi-bin/stable_token"})
SPENT = 45009
ANSWERS = frozenset({46003})  # "there is no menu": told in the form of an error


def meaning(code: int) -> Meaning:
    """What a code means, with UNKNOWN for whatever the table does not name."""
    return TABLE.get(code, UNKNOWN)


def spent_until(code: int, path: str, now: datetime) -> datetime | None:
    """Until when asking this path again is no use; None when asking again is all right."""
    if code != SPENT:
        return None
    if path in BY_MINUTE:
        return now + timedelta(minutes=1)
    here = now.astimezone(BEIJING)
    tomorrow = here.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return tomorrow.astimezone(now.tzinfo)


def noteworthy(code: int) -> bool:
    """Whether a refusal belongs on the health page: not one that is about a single person."""
    quiet = {Treatment.USER, Treatment.REFRESH, Treatment.RETRY}
    return code not in ANSWERS and meaning(code).treatment not in quiet


def account_wide(code: int, path: str) -> bool:
    """Whether nothing works any more with this account until somebody changes something."""
    return meaning(code).everything or (noteworthy(code) and path == "/cgi-bin/stable_token")
