"""Writing to a customer: by which accounts they can be reached, and one message to them."""

from dataclasses import dataclass
from typing import Any

from keliu.customers import public as customers
from keliu.customers.public import CustomerCard
from keliu.kit import ids
from keliu.kit.errors import Invalid, NotFound
from keliu.outreach import public as outreach
from keliu.outreach.public import Left, Said, Saying
from keliu.platform import audit, files
from keliu.wechat.models import Account, Follower
from keliu.wechat.services.followers import index_of


@dataclass(frozen=True)
class Way:
    """One account that knows a customer, and what it may send now."""

    account: Account
    openid: str
    following: bool
    left: Left
    consents: dict[str, int]
    opted_out: bool


def ways(customer_id: int) -> list[Way]:
    """Every connected account that knows this customer; official accounts first."""
    known = dict(customers.openids(customer_id))
    accounts = Account.objects.alive().filter(enabled=True, appid__in=known)
    return [_way(one, known[one.appid]) for one in accounts.order_by("-kind", "id")]


def _way(account: Account, openid: str) -> Way:
    index = index_of(openid)
    rows = Follower.objects.filter(account=account, openid_index=index)
    following = rows.values_list("following", flat=True).first()
    return Way(
        account=account,
        openid=openid,
        following=bool(following) or account.kind == Account.Kind.MINI,
        left=outreach.left(account.pk, openid),
        consents=outreach.consents_of(account.pk, openid),
        opted_out=outreach.opted_out(account.pk, openid),
    )


def way_by(customer_id: int, account_id: int) -> tuple[Account, str]:
    """(account, openid) for writing. Raises NotFound, Invalid."""
    account = Account.objects.alive().filter(pk=account_id, enabled=True).first()
    if account is None:
        raise NotFound
    for appid, openid in customers.openids(customer_id):
        if appid == account.appid:
            return account, openid
    raise Invalid(fields={"account_id": f"“{account.name}”不认识这位客户,请先让对方关注或进入一次"})


def write(
    customer: CustomerCard, account_id: int, channel: str, purpose: str, content: dict[str, Any]
) -> Said:
    """A colleague writes to a customer. Raises Invalid."""
    account, openid = way_by(customer.id, account_id)
    _own_files(content)
    said = outreach.say(
        Saying(
            account_id=account.pk,
            openid=openid,
            customer_id=customer.id,
            channel=channel,
            content=content,
            purpose=purpose,
            dedupe=f"by-hand:{ids.new()}",
            link=("customer", customer.id),
        )
    )
    audit.record("message.send", "customer", customer.id, customer.name)
    return said


def _own_files(content: dict[str, Any]) -> None:
    """A picture of ours, or a voice that from now on belongs to the message. Raises Invalid."""
    if file_id := content.get("image", {}).get("file_id"):
        files.require([int(file_id)])
    if file_id := content.get("voice", {}).get("file_id"):
        known = files.attachments([int(file_id)]).get(int(file_id))
        if known is None or known.kind != "voice":
            raise Invalid(fields={"voice_id": "请先上传一段语音"})
        files.attach([int(file_id)])


def opt_out(customer: CustomerCard, account_id: int, *, out: bool, by_name: str) -> None:
    """Note for a customer that they want marketing no more, or again."""
    account, openid = way_by(customer.id, account_id)
    if out:
        outreach.opt_out(account.pk, openid, by_name)
    else:
        outreach.opt_in(account.pk, openid)
    action = "message.opt_out" if out else "message.opt_in"
    audit.record(action, "customer", customer.id, customer.name)
