"""WeChat Pay in the console: connecting, checking, trying, what was told."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from keliu.accounts import public as door
from keliu.platform import lists
from keliu.platform.wire import Page
from keliu.wechat.models import PayMerchant
from keliu.wechat.schemas.pay import (
    PayCheckOut,
    PayIn,
    PayNoticeRow,
    PayNoticesAsked,
    PayOut,
    PayPatch,
    PayStateOut,
    PayStepOut,
    PayTrialOut,
    given,
)
from keliu.wechat.selectors import pay as questions
from keliu.wechat.services import pay as pays
from keliu.wechat.services import pay_check

router = Router(tags=["wechat"])
CONNECT, READ = "wechat.connect", "wechat.read"


def _out(row: PayMerchant) -> PayOut:
    return PayOut.of(row, questions.certificates(row))


@router.get("/wechat/pay", response=PayStateOut)
@door.staff(READ)
def pay_get(request: HttpRequest) -> PayStateOut:
    """The merchant number in use, if there is one."""
    row = questions.current()
    return PayStateOut(pay=None if row is None else _out(row))


@router.post("/wechat/pay", response=PayOut)
@door.staff(CONNECT)
def pay_connect(request: HttpRequest, payload: PayIn) -> PayOut:
    """Take a merchant number into use."""
    return _out(pays.connect(given(payload)))


@router.patch("/wechat/pay", response=PayOut)
@door.staff(CONNECT)
def pay_change(request: HttpRequest, payload: PayPatch) -> PayOut:
    """New keys or names."""
    row = pays.change(pays.connected(), version=payload.version, given=given(payload), current=_now)
    return _out(row)


def _now(row: PayMerchant) -> Any:
    return _out(row).model_dump(mode="json")


@router.delete("/wechat/pay", response={204: None})
@door.staff(CONNECT)
def pay_disconnect(request: HttpRequest) -> None:
    """Use the merchant number no more; its notices find nobody."""
    pays.disconnect(pays.connected())


@router.post("/wechat/pay/check", response=PayCheckOut)
@door.staff(CONNECT)
def pay_check_run(request: HttpRequest) -> PayCheckOut:
    """Order one fen, query it, close it: what a sale needs, without money moving."""
    row = pays.connected()
    tried = pay_check.check(row)
    row.refresh_from_db()
    steps = [PayStepOut.of(step) for step in tried.steps]
    return PayCheckOut(ok=tried.failed is None, steps=steps, pay=_out(row))


@router.post("/wechat/pay/trials", response=PayTrialOut)
@door.staff(CONNECT)
def pay_trial_begin(request: HttpRequest) -> PayTrialOut:
    """A code for one fen, to be scanned and paid."""
    return PayTrialOut.of(pay_check.trial_begin(pays.connected()))


@router.get("/wechat/pay/trials/{str:number}", response=PayTrialOut)
@door.staff(CONNECT)
def pay_trial_get(request: HttpRequest, number: str) -> PayTrialOut:
    """What became of the fen."""
    return PayTrialOut.of(pay_check.trial_state(pays.connected(), number))


@router.post("/wechat/pay/trials/{str:number}/end", response=PayTrialOut)
@door.staff(CONNECT)
def pay_trial_end(request: HttpRequest, number: str) -> PayTrialOut:
    """Give the fen back, or close the order nobody paid."""
    return PayTrialOut.of(pay_check.trial_end(pays.connected(), number))


@router.get("/wechat/pay/notices", response=Page[PayNoticeRow])
@door.staff(READ)
def pay_notice_list(request: HttpRequest, asked: Query[PayNoticesAsked]) -> Page[PayNoticeRow]:
    """What WeChat Pay told us, newest first."""
    row = questions.current()
    if row is None:
        return Page[PayNoticeRow](items=[])
    sort = lists.choose([lists.NEWEST], asked.sort)
    found, after = lists.page(questions.recent(row), sort, cursor=asked.cursor, limit=asked.limit)
    return Page[PayNoticeRow](items=[PayNoticeRow.of(one) for one in found], next=after)
