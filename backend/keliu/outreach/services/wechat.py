"""The WeChat channel: a template message per job, tried again where the code says so."""

from datetime import datetime
from zoneinfo import ZoneInfo

from keliu.accounts import public as accounts
from keliu.kit import clock, language, scope
from keliu.outreach import rules
from keliu.outreach.errors import NotBound, WeChatNotReady
from keliu.outreach.models import Delivery, WeChatBinding
from keliu.outreach.ports import Message, Notice, NoticeRefused, NoticeUnknown, Ports
from keliu.outreach.services import bindings, pages
from keliu.platform import jobs
from keliu.platform.models import Merchant

State, Reason = Delivery.State, Delivery.Reason


def send(message: Message) -> None:
    """The gate let it through: hand it to the worker, so that nobody waits for WeChat."""
    post.later(delivery_id=message.delivery_id)


def notice_post(delivery_id: int) -> None:
    """Send one notice; every outcome is on record, with the row and with the binding."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=delivery_id, state=State.QUEUED, channel=rules.WECHAT).first()
    if row is None:
        return
    binding = bindings.of_person(row.staff_id)
    if binding is None or Ports.wechat is None:
        _settle(row, state=State.SKIPPED, reason=Reason.NOT_BOUND)
        return
    try:
        Ports.wechat.send(binding.openid, _notice(row))
    except NoticeRefused as refused:
        _refused(row, binding, refused.code)
    except NoticeUnknown:
        _try_again(row, binding, None)
    else:
        _settle(row, state=State.SENT, sent_at=clock.now(), code=None)
        _went_well(binding)


def _notice(row: Delivery) -> Notice:
    zone = Merchant.objects.values_list("timezone", flat=True).get(pk=scope.current())
    spoken = accounts.language_of(row.staff_id)
    zh, en = rules.KINDS.get(row.kind, ("通知", "Notice"))
    with language.reading(spoken):
        title, text = language.say(row.title), language.say(row.text)
    return Notice(
        title=title,
        text=text,
        kind=en if spoken == language.ENGLISH else zh,
        at=_here(row.created_at, zone),
        url=pages.on_phone(row.link_kind, row.link_id),
        once=str(row.pk),
    )


def _here(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone))


def _refused(row: Delivery, binding: WeChatBinding, code: int) -> None:
    meaning = rules.meaning_of(code)
    if meaning == "later":
        _try_again(row, binding, code)
        return
    _settle(row, state=State.FAILED, reason=meaning, code=code)
    _went_wrong(binding, meaning, code)


def _try_again(row: Delivery, binding: WeChatBinding, code: int | None) -> None:
    tries = row.tries + 1
    wait = rules.again_in(tries)
    if wait is None:
        _settle(row, state=State.FAILED, reason=Reason.UNREACHABLE, tries=tries, code=code)
        _went_wrong(binding, Reason.UNREACHABLE, code)
        return
    _settle(row, tries=tries, code=code)
    post.later(at=clock.now() + wait, delivery_id=row.pk)


def _settle(row: Delivery, **values: object) -> None:
    Delivery.objects.filter(pk=row.pk).update(**values)


def _went_well(binding: WeChatBinding) -> None:
    WeChatBinding.objects.filter(pk=binding.pk).update(
        last_sent_at=clock.now(), problem="", problem_code=None, problem_at=None
    )


def _went_wrong(binding: WeChatBinding, problem: str, code: int | None) -> None:
    WeChatBinding.objects.filter(pk=binding.pk).update(
        problem=problem, problem_code=code, problem_at=clock.now()
    )


def try_out() -> WeChatBinding:
    """Send the acting person a notice at once, so that they see whether it works."""
    if Ports.wechat is None:
        raise WeChatNotReady
    binding = bindings.mine()
    if binding is None:
        raise NotBound
    row = Delivery.objects.create(
        staff_id=binding.staff_id,
        channel=rules.WECHAT,
        kind="system",
        title="微信通知已接通",
        text="以后的提醒会发到这里",
        link_kind="notify",
        link_id=binding.staff_id,
        dedupe_key=f"try:{clock.now_ms()}",
    )
    notice_post(row.pk)
    return WeChatBinding.objects.get(pk=binding.pk)


post = jobs.job(notice_post)
