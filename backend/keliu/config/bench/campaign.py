"""Run as a process of its own on the bench's folder: an official account, and a campaign of it.

`prepare` connects the account to the box's app and prints one line of JSON with WeChat's side of
it; `say N` puts N template messages on their way, as many at a time as a page of recipients;
`forget` takes back what is still on its way.
"""

import json
import sys
import time
from typing import Any

import django

AT_ONCE = 500
SEND = "/cgi-bin/message/template/send"
MINE = "bench|"  # how the keys of our messages begin
JOBS = """SELECT count(procrastinate_cancel_job_v1(id, false, true)) FROM procrastinate_jobs
 WHERE status = 'todo' AND task_name = %s"""
ORIGINAL = "gh_bench0000001"


def prepare(appid: str, secret: str) -> dict[str, Any]:
    """The connected account and what WeChat knows of it."""
    from keliu.platform.tenancy import merchant_scope
    from keliu.wechat.models import Account, PathState
    from keliu.wechat.services import accounts

    # The box allows more than a day's usual number now; an earlier run may have met the end of it.
    PathState.objects.filter(path=SEND).delete()
    with merchant_scope(_company()):
        row = Account.objects.alive().filter(appid=appid).first()
        if row is None:
            given = accounts.Connecting(
                "oa", "service", "压测服务号", appid, secret, ORIGINAL, verified=True
            )
            row = accounts.connect(given)
        _template(row)
        secrets = accounts.push_secrets(row)
        return {"key": row.callback_key, "token": secrets.token, "aes_key": secrets.aes_key,
                "merchant": str(row.merchant_id), "account": str(row.pk)}  # fmt: skip


def _company() -> int:
    from keliu.config.seed.marks import marked

    return marked()["company"]


def _template(account: Any) -> None:
    from keliu.config.supervisor.setting import NOTICE_TEMPLATE
    from keliu.wechat.models import MessageTemplate

    MessageTemplate.objects.get_or_create(
        account=account,
        template_id=NOTICE_TEMPLATE["id"],
        defaults={"kind": "template", "title": NOTICE_TEMPLATE["title"],
                  "content": NOTICE_TEMPLATE["content"]},
    )  # fmt: skip


def say(appid: str, count: int) -> None:
    """Put the campaign's messages on their way."""
    from keliu.box.people import openid
    from keliu.config.supervisor.setting import NOTICE_TEMPLATE
    from keliu.outreach import public as outreach
    from keliu.platform.tenancy import merchant_scope
    from keliu.wechat.models import Account

    run = int(time.time())
    data = {"thing1": "新品到货", "thing2": "远航集团秋季新品", "time3": "2026年11月22日 10:00"}
    content = {"template_id": NOTICE_TEMPLATE["id"], "data": data}
    for first in range(1, count + 1, AT_ONCE):
        with merchant_scope(_company()):
            account = Account.objects.alive().get(appid=appid)
            outreach.say_all(
                outreach.Saying(account.pk, openid(appid, f"c{nth}"), None, "template", content,
                                "notice", f"{MINE}{run}|{nth}")
                for nth in range(first, min(first + AT_ONCE, count + 1))
            )  # fmt: skip


def forget() -> int:
    """Take back what is left of campaigns that were broken off; returns how many messages.

    Else the next one's messages wait, person by person, for older ones.
    """
    from django.db import connection

    from keliu.kit import clock
    from keliu.outreach.models import PersonDelivery
    from keliu.outreach.services.people import many
    from keliu.platform.tenancy import merchant_scope

    with connection.cursor() as cursor:
        cursor.execute(JOBS, [many.post_many.name])
    state = PersonDelivery.State
    waiting = [state.QUEUED, state.DELAYED, state.SENDING]
    with merchant_scope(_company()):
        rows = PersonDelivery.objects.filter(dedupe_key__startswith=MINE, state__in=waiting)
        return rows.update(state=state.SKIPPED, reason="unreachable", settled_at=clock.now())


def main(words: list[str]) -> None:
    django.setup()
    what, appid, last = words
    if what == "prepare":
        sys.stdout.write(json.dumps(prepare(appid, last)) + "\n")
    elif what == "forget":
        sys.stdout.write(f"{forget()}\n")
    else:
        say(appid, int(last))


if __name__ == "__main__":
    main(sys.argv[1:])
