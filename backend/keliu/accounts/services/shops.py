"""Opening a shop: a merchant, its owner, and a session, in one step."""

from django.db import transaction

from keliu.accounts import rules
from keliu.accounts.models import Account, Role, Staff
from keliu.accounts.ports import Ports
from keliu.accounts.services import staff as people
from keliu.kit.errors import Invalid
from keliu.platform import merchants
from keliu.platform.models import Merchant
from keliu.platform.tenancy import merchant_scope


@transaction.atomic
def shop_open(
    *,
    name: str,
    trade: str,
    owner_name: str,
    phone: str | None,
    account: Account,
    mode: str = "shop",
) -> tuple[Merchant, Staff, dict[str, Role]]:
    """A new merchant owned by `account`. Raises Invalid for an unknown trade or a bad phone."""
    if trade not in merchants.TRADES:
        raise Invalid(fields={"trade": "请选择行业"})
    merchant = merchants.found(name=name, trade=trade, mode=mode)
    with merchant_scope(merchant.pk):
        roles = people.preset_roles()
        owner = people.staff_add(
            account=account,
            name=owner_name,
            role=roles["owner"],
            title=rules.PRESETS["owner"][0],
            phone=phone,
        )
        for prepare in Ports.founded:
            prepare()
    return merchant, owner, roles
