"""Contacts, addresses, identities and a suspected twin of everybody's customer."""

from collections.abc import Callable
from typing import Any

from keliu.customers.models import DuplicatePair
from tests.cast import Api, World

Made = Callable[[tuple[int, Any]], Any]


def people_of(api: Api, made: Made, customer: str, place: World, mark: str) -> dict[str, int]:
    """Ids by kind; the twin is a second customer of the same owner."""
    path = f"/customers/{customer}"
    contact = made(api.post(f"{path}/contacts", {"name": f"{mark}联系人", "phone": "13711112222"}))
    address = made(api.post(f"{path}/addresses", {"detail": f"{mark}人民路 1 号"}))
    member = {"kind": "member", "value": f"{mark}M{customer}"}
    identity = made(api.post(f"{path}/identities", member))
    twin = int(made(api.post("/customers", {"name": f"{mark}疑似重复"}))["id"])
    with place.inside():
        low, high = sorted((int(customer), twin))
        pair = DuplicatePair.objects.create(
            low_id=low, high_id=high, reasons=["name_region"], strength=55
        )
    return {
        "contact": int(contact["id"]),
        "address": int(address["id"]),
        "identity": int(identity["id"]),
        "pair": pair.pk,
        "twin": twin,
    }


def removed_people(api: Api, made: Made, customer: str) -> dict[str, int]:
    """A contact and an address that were removed."""
    path = f"/customers/{customer}"
    contact = made(api.post(f"{path}/contacts", {"name": "删掉的联系人"}))["id"]
    address = made(api.post(f"{path}/addresses", {"detail": "删掉的地址"}))["id"]
    made(api.delete(f"/contacts/{contact}"))
    made(api.delete(f"/addresses/{address}"))
    return {"contact": int(contact), "address": int(address)}
