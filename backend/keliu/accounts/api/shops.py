"""Opening a shop from a phone."""

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from keliu.accounts import door, schemas
from keliu.accounts.errors import TicketGone
from keliu.accounts.models import Account, Staff
from keliu.accounts.ports import Ports
from keliu.accounts.services import sessions, shops
from keliu.accounts.services import staff as people
from keliu.kit import ids
from keliu.kit.errors import Invalid
from keliu.platform import sql, tickets
from keliu.platform.tenancy import merchant_scope
from keliu.platform.wire import Id, Wire

router = Router(tags=["shops"])


class ShopCard(Wire):
    id: Id


class ShopCode(Wire):
    id: Id
    code: str
    url: str
    png_url: str


class ShopOut(Wire):
    token: str
    staff: schemas.StaffRow
    merchant: schemas.MerchantOut
    card: ShopCard
    code: ShopCode


def _account(request: HttpRequest, payload: schemas.ShopIn) -> Account:
    """Whose shop it will be: the signed-in person, a WeChat user, or a new account."""
    token = door.token_of(request)
    if token:
        row = sql.one(door.SESSION, [tickets.digest(token)])
        account = sessions.account_behind(row[0]) if row else None
        if account is not None:
            return account
    if payload.shop_ticket:
        spent = tickets.spend("shop", payload.shop_ticket)
        if spent is None:
            raise TicketGone
        account = people.account_open(payload.account or f"wx-{ids.new()}", "")
        sessions.bind_wechat(account, spent[1]["appid"], spent[1]["openid"])
        return account
    if not payload.account or not payload.password:
        missing = "account" if not payload.account else "password"
        raise Invalid(fields={missing: "这一项要填"})
    return people.account_open(payload.account, people.checked_password(payload.password))


@router.post("/shops", response=ShopOut)
@door.public
def shop_open(request: HttpRequest, payload: schemas.ShopIn) -> ShopOut:
    """Open a shop: merchant, owner, name card with a scannable code, and a session."""
    with transaction.atomic():
        merchant, staff, _ = shops.shop_open(
            name=payload.name,
            trade=payload.trade,
            owner_name=payload.owner_name,
            phone=payload.phone,
            account=(account := _account(request, payload)),
        )
        card = Ports.first_card(merchant.pk, staff.pk, payload.phone or "")
        with merchant_scope(merchant.pk):
            for furnish in Ports.furnished:
                furnish(payload.trade)
    done = sessions.sign_in(account, device=door.device(request), merchant_id=merchant.pk)
    with merchant_scope(merchant.pk):
        rows = Staff.objects.select_related("department", "role", "avatar", "superior")
        row = schemas.StaffRow.of(rows.get(pk=staff.pk))
    return ShopOut(
        token=done.token,
        staff=row,
        merchant=schemas.merchant_out(merchant),
        card=ShopCard(id=card.card_id),
        code=ShopCode(id=card.code_id, code=card.code, url=card.url, png_url=card.png_url),
    )
