"""What says who a customer is: WeChat, further numbers, member numbers."""

from typing import Literal, cast

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from keliu.accounts import public as door
from keliu.customers.api.found import customer as found
from keliu.customers.models import Identity
from keliu.customers.schemas import PhoneOut
from keliu.customers.selectors import duplicates as questions
from keliu.customers.services import identities
from keliu.platform import records
from keliu.platform.wire import Asked, Bilingual, Id, Items, Moment, Text, Wire

router = Router(tags=["identities"])
IdentityKind = Literal["openid", "unionid", "phone", "email", "member", "wecom"]


class IdentityOut(Wire):
    id: Id
    kind: IdentityKind
    label: Bilingual
    appid: str
    masked: str
    created_at: Moment

    @staticmethod
    def of(row: Identity) -> "IdentityOut":
        zh, en = IDENTITY_WORDS[row.kind]
        return IdentityOut(
            id=row.pk,
            kind=cast(IdentityKind, row.kind),
            label=Bilingual(zh=zh, en=en),
            appid=row.appid,
            masked=identities.masked(row),
            created_at=row.created_at,
        )


IDENTITY_WORDS = {
    "openid": ("微信 openid", "WeChat openid"),
    "unionid": ("微信 unionid", "WeChat unionid"),
    "phone": ("其他手机号", "Further phone"),
    "email": ("其他邮箱", "Further e-mail"),
    "member": ("会员号", "Member number"),
    "wecom": ("企业微信", "WeCom"),
}


class IdentityIn(Asked):
    kind: Literal["phone", "email", "member", "wecom"]
    value: Text = Field(min_length=1, max_length=100)
    appid: Text = Field("", max_length=40)


def _identity(identity_id: int, permission: str) -> Identity:
    row = records.find(Identity.objects.all(), identity_id)
    found(row.customer_id, permission)
    return row


@router.get("/customers/{customer_id}/identities", response=Items[IdentityOut])
@door.staff("customer.read")
def identity_list(request: HttpRequest, customer_id: int) -> Items[IdentityOut]:
    """What says who this customer is, shortened."""
    rows = questions.identities_of(found(customer_id, "customer.read").pk)
    return Items[IdentityOut](items=[IdentityOut.of(row) for row in rows])


@router.post("/customers/{customer_id}/identities", response=IdentityOut)
@door.staff("customer.write")
def identity_add(request: HttpRequest, customer_id: int, payload: IdentityIn) -> IdentityOut:
    """Note a further number, a member number or a WeCom id."""
    customer = found(customer_id, "customer.write")
    given = payload.model_dump()
    return IdentityOut.of(identities.identity_add(customer, **given))


@router.delete("/identities/{identity_id}", response={204: None})
@door.staff("customer.merge")
def identity_remove(request: HttpRequest, identity_id: int) -> None:
    """Take an identity off; a visitor known by it has to come in again."""
    identities.identity_remove(_identity(identity_id, "customer.merge"))


@router.post("/identities/{identity_id}/reveal", response=PhoneOut)
@door.staff("customer.phone")
def identity_reveal(request: HttpRequest, identity_id: int) -> PhoneOut:
    """The whole value; the audit log notes who looked."""
    return PhoneOut(phone=identities.phone_reveal(_identity(identity_id, "customer.phone")))
