"""Customers for tests, made the way people make them."""

from typing import Any

from keliu.customers import ports
from keliu.customers.errors import PhoneUnavailable
from keliu.customers.ports import CodeTarget, WeChatPerson
from keliu.kit.errors import NotFound
from tests.cast import Api, World


def add(api: Api, name: str, **fields: Any) -> dict[str, Any]:
    """A customer added over the API."""
    status, body = api.post("/customers", {"name": name, **fields})
    assert status == 200, body
    return dict(body)


class FakeWeChat:
    """Stands where the WeChat adapters stand: codes name people."""

    def __init__(self) -> None:
        self.people: dict[str, WeChatPerson] = {}
        self.numbers: dict[str, str] = {}
        self.asked: list[tuple[int, str, str]] = []

    def authorize_url(self, merchant_id: int, redirect_uri: str, state: str) -> str:
        self.asked.append((merchant_id, redirect_uri, state))
        return f"https://wechat.test/authorize?state={state}"

    def redeem(self, merchant_id: int, code: str) -> WeChatPerson:
        if code not in self.people:
            raise NotFound
        return self.people[code]

    def mini_login(self, merchant_id: int, js_code: str) -> WeChatPerson:
        return self.redeem(merchant_id, js_code)

    def phone(self, merchant_id: int, code: str) -> str:
        if code not in self.numbers:
            raise PhoneUnavailable
        return self.numbers.pop(code)


AUNT_ZHANG = WeChatPerson("wxoa1", "o-zhang", "u-zhang", "张阿姨", "https://img.test/zhang.png")


def cards_of(*worlds: tuple[str, World, str]) -> Any:
    """A look-up for `Ports.code_target`: (code, world, who is on the card)."""
    known = {
        code: CodeTarget(world.merchant.pk, 70 + at, world.staff[name].pk, 90 + at)
        for at, (code, world, name) in enumerate(worlds)
    }

    def code_target(code: str) -> CodeTarget:
        if code not in known:
            raise NotFound
        return known[code]

    return code_target


def install(monkeypatch: Any, wechat: FakeWeChat, code_target: Any) -> None:
    """Put the stand-ins behind the ports for one test."""
    monkeypatch.setattr(ports.Ports, "wechat", wechat)
    monkeypatch.setattr(ports.Ports, "code_target", staticmethod(code_target))
