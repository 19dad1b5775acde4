"""群发 to followers: nobody who opted out, nobody who got enough, and never twice."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from keliu.customers.public import CustomerCard
from keliu.kit import actor, clock
from keliu.kit.errors import Invalid
from keliu.outreach import public as outreach
from keliu.outreach.ports import LetterRefused, LetterUnclear
from keliu.platform import audit, jobs, keys
from keliu.platform.tenancy import merchant_scope
from keliu.wechat.models import Account, FanTag, Follower, MassPart, MassSend
from keliu.wechat.rules import meanings as table
from keliu.wechat.sending import accounts, meanings
from keliu.wechat.services import mass_contents as contents
from keliu.wechat.services.mass_contents import Given

SEND, PREVIEW = "/cgi-bin/message/mass/send", "/cgi-bin/message/mass/preview"
FEWEST, MOST, A_MONTH = 2, 10_000, 4
KEYED_FOR, AGAIN, MOST_TRIES = timedelta(hours=20), timedelta(seconds=30), 5
SENT_BEFORE = 45065  # the same clientmsgid: it went out the first time
Part = MassPart.State
OUT = [Part.SENDING, Part.TAKEN, Part.DONE, Part.UNKNOWN]


@dataclass(frozen=True)
class Audience:
    """Who would get it, and how many are left out."""

    follower_ids: list[int]
    left_out: int


def audience(account: Account, tag: FanTag | None) -> Audience:
    """Followers, without those who want no marketing or got enough of it lately."""
    rows = Follower.objects.filter(
        account=account, following=True, blocked=False, openid_sealed__isnull=False
    )
    if tag is not None:
        rows = rows.filter(tag_ids__contains=[tag.number])
    unwilling, full = outreach.unwilling(account.pk), _full(account)
    everyone = list(rows.order_by("id").values_list("id", "openid_index"))
    ids = [
        key for key, index in everyone if bytes(index or b"") not in unwilling and key not in full
    ]
    return Audience(ids, len(everyone) - len(ids))


def _full(account: Account) -> set[int]:
    """Who had four this month, which is all that WeChat delivers, or as many as we allow."""
    ours, now = outreach.send_rules(), clock.now()
    here = now.astimezone(table.BEIJING)
    month = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    lately = _counted(account, now - timedelta(days=ours.days))
    this_month = _counted(account, month)
    full = {key for key, times in lately.items() if times >= ours.most}
    return full | {key for key, times in this_month.items() if times >= A_MONTH}


def _counted(account: Account, since: datetime) -> Counter[int]:
    parts = MassPart.objects.filter(mass__account=account, state__in=OUT)
    recent = parts.filter(mass__created_at__gte=since).values_list("follower_ids", flat=True)
    return Counter(key for ids in recent for key in ids)


@transaction.atomic
def mass_send(account: Account, tag: FanTag | None, given: Given) -> MassSend:
    """Put a mass message on its way. Raises Invalid."""
    words, who = contents.checked(account, given), actor.current()
    if outreach.quiet_until() is not None:
        raise Invalid(fields={"text": "现在是勿扰时段,不发推广;时段在“消息记录 → 发送规则”里改"})
    found = audience(account, tag)
    if outreach.send_rules().most == 0:
        raise Invalid(fields={"text": "“发送规则”里设成了不发推广"})
    if len(found.follower_ids) < FEWEST:
        raise Invalid(fields={"tag_id": "能收到的人不到 2 位,微信不给群发;可以在客户页单独发"})
    row = MassSend.objects.create(
        account=account, kind=given.kind, text=words, content=contents.kept(given),
        tag_id=tag.pk if tag else None, tag_name=tag.name if tag else "",
        people=len(found.follower_ids),
        left_out=found.left_out, by_name=who.name[:60],
    )  # fmt: skip
    MassPart.objects.bulk_create(_parts(row, found.follower_ids))
    audit.record("mass.send", "mass", row.pk, words[:40])
    post.later(mass_id=row.pk)
    return row


def _parts(row: MassSend, ids: list[int]) -> list[MassPart]:
    """As few as possible, none of a single person."""
    count = -(-len(ids) // MOST)
    size = -(-len(ids) // count)
    cut = [ids[first : first + size] for first in range(0, len(ids), size)]
    return [MassPart(mass=row, position=at, follower_ids=some) for at, some in enumerate(cut)]


def preview(account: Account, openid: str, given: Given, customer: CustomerCard) -> None:
    """Show it to one person first. Raises Invalid, WeChatRefused, WeChatDown."""
    words = contents.checked(account, given)
    row = MassSend(account=account, kind=given.kind, text=words, content=contents.kept(given))
    accounts.api(account.pk).post(PREVIEW, {"touser": openid, **contents.body(row)})
    audit.record("mass.preview", "customer", customer.id, customer.name)


def mass_post(merchant_id: int, mass_id: int) -> None:
    """Hand over what is not handed over yet: claim, call, outcome, each committed."""
    while True:
        with merchant_scope(merchant_id):
            part = _claimed(mass_id)
        if part is None:
            return
        with merchant_scope(merchant_id):
            if not _handed_over(part):
                return


def _claimed(mass_id: int) -> MassPart | None:
    """The next part; one that was under way is called again, since WeChat knows its id."""
    rows = MassPart.objects.select_for_update(of=("self",), no_key=True)
    open_ = rows.filter(mass_id=mass_id, state__in=[Part.QUEUED, Part.SENDING])
    part = open_.order_by("position").first()
    if part is None:
        return None
    part.state, part.tries = Part.SENDING, part.tries + 1
    part.first_at = part.first_at or clock.now()
    part.save(update_fields=["state", "tries", "first_at"])
    return part


def _handed_over(part: MassPart) -> bool:
    """Whether to go on with the next part now."""
    try:
        answer = accounts.api(part.mass.account_id).post(SEND, _body(part))
    except meanings.TROUBLES as wrong:
        return _troubled(part, meanings.told(wrong))
    _settled(part, Part.TAKEN, msg_id=str(answer.get("msg_id", "")))
    return True


def _body(part: MassPart) -> dict[str, Any]:
    rows = Follower.objects.filter(pk__in=part.follower_ids, openid_sealed__isnull=False)
    sealed = rows.order_by("id").values_list("openid_sealed", flat=True)
    return {
        "touser": [keys.unseal(Follower, "openid_sealed", one) for one in sealed if one],
        **contents.body(part.mass),
        "clientmsgid": f"mass-{part.pk}",
    }


def _troubled(part: MassPart, wrong: LetterRefused | LetterUnclear) -> bool:
    if isinstance(wrong, LetterRefused) and wrong.code == SENT_BEFORE:
        _settled(part, Part.TAKEN)
        return True
    young = clock.now() - (part.first_at or clock.now()) < KEYED_FOR
    again = isinstance(wrong, LetterUnclear) or wrong.meaning == "busy"
    if again and young and part.tries < MOST_TRIES:
        post.later(at=clock.now() + AGAIN * part.tries, mass_id=part.mass_id)
        return False
    if isinstance(wrong, LetterRefused):
        _settled(part, Part.FAILED, reason=wrong.meaning, code=wrong.code)
    else:
        _settled(part, Part.UNKNOWN, reason="no_answer")
    return True


def _settled(
    part: MassPart, state: str, *, msg_id: str = "", reason: str = "", code: int | None = None
) -> None:
    failed = len(part.follower_ids) if state == Part.FAILED else 0
    rows = MassPart.objects.filter(pk=part.pk, state=Part.SENDING)
    rows.update(state=state, msg_id=msg_id[:40], failed=failed)
    if reason:
        MassSend.objects.filter(pk=part.mass_id).update(reason=reason, code=code)
    _sum_up(part.mass_id)


def _sum_up(mass_id: int) -> None:
    """The whole is what its parts are."""
    parts = list(MassPart.objects.filter(mass_id=mass_id).values_list("state", "sent", "failed"))
    states = {state for state, _, _ in parts}
    if states & {Part.QUEUED, Part.SENDING}:
        state = MassSend.State.SENDING
    elif states == {Part.FAILED}:
        state = MassSend.State.FAILED
    elif Part.TAKEN in states:
        state = MassSend.State.TAKEN
    else:
        state = MassSend.State.UNKNOWN if Part.UNKNOWN in states else MassSend.State.DONE
    over = state not in {MassSend.State.SENDING, MassSend.State.TAKEN}
    MassSend.objects.filter(pk=mass_id).update(
        state=state, sent=sum(one for _, one, _ in parts), failed=sum(one for *_, one in parts),
        settled_at=clock.now() if over else None,
    )  # fmt: skip


def finished(account_id: int, msg_id: str, sent: int, failed: int) -> None:
    """WeChat has worked one off (MASSSENDJOBFINISH)."""
    rows = MassPart.objects.filter(mass__account_id=account_id, msg_id=msg_id)
    part = rows.exclude(msg_id="").first()
    if part is None:
        return
    MassPart.objects.filter(pk=part.pk).update(state=Part.DONE, sent=sent, failed=failed)
    _sum_up(part.mass_id)


post = jobs.job(mass_post, scoped=False)
