"""What customers hold of WeChat: found by openid, and given up when somebody leaves."""

from collections.abc import Sequence

from keliu.accounts import public as accounts
from keliu.customers import rules, selectors
from keliu.customers.models import Customer, Identity
from keliu.customers.services import customers, identities
from keliu.kit import scope
from keliu.platform import audit, keys, records, sql

KNOWN = """SELECT c.id FROM customers_identity i JOIN customers_customer c
  ON c.merchant_id = i.merchant_id AND c.id = i.customer_id
 WHERE i.merchant_id = %s AND i.kind = 'openid' AND i.appid = %s AND i.value_index = %s
  AND c.deleted_at IS NULL"""
OPENID, UNIONID = Identity.Kind.OPENID, Identity.Kind.UNIONID


def by_openid(appid: str, openid: str) -> int | None:
    """The living customer known by an openid."""
    found = sql.one(KNOWN, [scope.current(), appid, keys.ours().blind(OPENID, openid)])
    return int(found[0]) if found else None


def openids(customer_id: int) -> list[tuple[str, str]]:
    """(appid, openid) of everything a customer is known by at WeChat."""
    rows = Identity.objects.filter(customer_id=customer_id, kind=OPENID)
    return [
        (row.appid, keys.unseal(Identity, "value_sealed", row.value_sealed))
        for row in rows.order_by("id")
    ]


def wechat_forget(customer_id: int, appid: str) -> None:
    """Somebody left the official account: what came from WeChat goes, the rest stays.

    Name and picture go in any case. The openid stays only for who has agreed on our own pages to
    be recognised there: that is theirs to take back on the privacy page.
    """
    held = Customer.objects.select_for_update(no_key=True).filter(pk=customer_id).first()
    if held is None:
        return
    changes = {"wechat_name": "", "avatar_url": ""}
    if held.wechat_name and held.name == held.wechat_name:
        changes["name"] = rules.visitor_name(held.pk)
    if held.wechat_name or held.avatar_url:
        customers.overwrite(held, changes)
    if not selectors.live_consents(held.pk).exists():
        _unknown(held, appid)
    audit.record("customer.wechat_forget", "customer", held.pk, held.name)


def _unknown(held: Customer, appid: str) -> None:
    mine = Identity.objects.filter(customer_id=held.pk)
    gone = mine.filter(kind=OPENID, appid=appid).delete()[0]
    if not mine.filter(kind=OPENID).exists():  # no other app that the unionid comes from
        gone += mine.filter(kind=UNIONID).delete()[0]
    if gone:
        accounts.forget_customer(scope.current(), held.pk)


def by_openids(appid: str, given: Sequence[str]) -> dict[str, int]:
    """The living customers known by openids of one app, in one query."""
    indexes = {keys.ours().blind(OPENID, one): one for one in given}
    rows = Identity.objects.filter(kind=OPENID, appid=appid, value_index__in=list(indexes))
    found = rows.filter(customer__deleted_at__isnull=True)
    pairs = found.values_list("value_index", "customer_id")
    return {indexes[bytes(index)]: customer_id for index, customer_id in pairs}


def openid_link(customer_id: int, appid: str, openid: str) -> None:
    """Somebody says that this WeChat user is that customer. Raises NotFound, IdentityTaken."""
    row = records.find(selectors.reachable("customer.write"), customer_id)
    identities.identity_add(row, kind=OPENID, value=openid, appid=appid)


def openid_unlink(customer_id: int, appid: str, openid: str) -> None:
    """Take a WeChat user off a customer again; on our pages they have to agree anew."""
    row = records.find(selectors.reachable("customer.write"), customer_id)
    index = keys.ours().blind(OPENID, openid)
    known = Identity.objects.filter(customer_id=row.pk, kind=OPENID, appid=appid)
    for one in known.filter(value_index=index):
        identities.identity_remove(one)
