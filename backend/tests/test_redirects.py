"""W7, W3: nothing an address says sends a browser elsewhere, and an openid is no way in."""

from itertools import cycle, product
from urllib.parse import urlsplit

import pytest
from django.test import Client

from keliu.customers.models import Identity
from keliu.customers.services import visitors
from keliu.platform import keys, tickets
from tests.cast import Api, World
from tests.matrix.outside import PlayedWeChat, played

EVIL = [
    "https://evil.example", "//evil.example", "\\\\evil.example", "/\\evil.example",
    "\\/evil.example",
    "https://localhost@evil.example", "https://testserver@evil.example", "https:evil.example",
    "https:/evil.example", "https:///evil.example", "http://127.0.0.1.nip.io", "http://0x7f.1",
    "javascript:alert(1)", "data:text/html,x", "vbscript:x", "%2f%2fevil.example",
    "%5c%5cevil.example", "/%09/evil.example", "/%0d%0aLocation: https://evil.example",
    "\r\nLocation: https://evil.example", "https://evil.example#@testserver",
    "https://evil.example?testserver", "https://testserver.evil.example", "https://eviltestserver",
    "https://testserver:80@evil.example", "https://[::1]", "https://evil。example", "https://ⓔvil.example",
    "///evil.example", "////evil.example", "/.evil.example", "?//evil.example", "#//evil.example",
    "..//evil.example", "/m/..//evil.example", "https://evil.example/m/", "//evil.example/m/#/",
    "http://user:pass@evil.example", "ftp://evil.example", "https://evil.example\\@testserver",
]  # fmt: skip
PREFIXES = ("", " ", "\t", "http://testserver/", "/m/")
CORPUS = [before + one for before, one in product(PREFIXES, EVIL)]
PLACES = ("/wx/oauth/return", "/wx/oauth/staff", "/wx/oauth/notice")
OURS = ("/m/", "/console/")


def _leads_home(location: str) -> bool:
    parts = urlsplit(location)
    inside = not parts.scheme and not parts.netloc and location.startswith(OURS)
    return inside and "\n" not in location and "\\" not in location.split("#")[0]


def test_two_hundred_addresses_lead_nowhere_else(db: None) -> None:
    assert len(CORPUS) >= 200
    client = Client(raise_request_exception=False)
    for place, text in zip(cycle(PLACES), CORPUS, strict=False):
        asked = dict.fromkeys(("state", "code", "back", "redirect_uri", "next"), text)
        answer = client.get(place, asked)
        assert answer.status_code == 302, (place, text)
        assert _leads_home(answer.headers["Location"]), (place, text)
    for text in EVIL:
        assert client.get("/api/v1/auth/wechat/start", {"back": text}).status_code == 422


def test_a_card_code_from_outside_cannot_steer_the_way_back(
    far_sail: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even inside a genuine state the card's code stays a value."""
    monkeypatch.setattr(visitors, "recognised", lambda *_: far_sail.merchant)
    for text in CORPUS[:40]:
        visit = visitors.Visit(text[:40], None, ("radar",), "v", host="testserver")
        phone = Api()
        with played():
            start = tickets.issue(
                visitors.STATE, far_sail.merchant.pk, visit.payload(), visitors.STATE_LIVES
            )
            monkeypatch.setattr("keliu.accounts.browser.is_same", lambda *_: True)
            answer = phone.client.get("/wx/oauth/return", {"state": start, "code": "x"})
        assert answer.status_code == 302
        assert _leads_home(answer.headers["Location"]), text


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil", ""])
def test_a_foreign_host_gets_no_address_of_its_own(db: None, host: str) -> None:
    answer = Client(raise_request_exception=False).get(
        "/api/v1/auth/wechat/start", headers={"host": host}
    )
    assert answer.status_code == 400


def _openids(world: World) -> list[str]:
    """What somebody may know of 张阿姨, who is known here."""
    person = PlayedWeChat.person
    with world.inside():
        from keliu.customers.tests.factories import add

        customer = add(world.api("小李"), "张阿姨")
        for kind, value in (("openid", person.openid), ("unionid", "u-1")):
            Identity.objects.create(
                customer_id=int(customer["id"]), kind=kind,
                appid=person.appid if kind == "openid" else "",
                value_index=keys.ours().blind(kind, value),
                value_sealed=keys.seal(Identity, "value_sealed", value),
            )  # fmt: skip
        return [person.openid, "u-1", str(customer["id"])]


NAMES = (
    "openid",
    "unionid",
    "X-WX-OPENID",
    "x-openid",
    "userid",
    "customer_id",
    "token",
    "session",
)
GATES = ("/visitor/me", "/customers")


def test_an_openid_is_no_way_in(far_sail: World) -> None:
    """As a cookie, a header, a parameter, a bearer: nobody becomes anybody by it (W3)."""
    for value in _openids(far_sail):
        for name, gate in product(NAMES, GATES):
            client = Client(raise_request_exception=False)
            client.cookies[name] = value
            answers = [
                client.get(f"/api/v1{gate}"),
                client.get(f"/api/v1{gate}", {name: value}),
                client.get(f"/api/v1{gate}", headers={name: value}),
                client.get(f"/api/v1{gate}", headers={"Authorization": f"Bearer {value}"}),
            ]
            assert {answer.status_code for answer in answers} == {401}, (name, gate)
        told = {"code": value, "openid": value, "card_code": "none", "version": "v"}
        assert Api().post("/visitor/mini/login", told)[0] == 422
