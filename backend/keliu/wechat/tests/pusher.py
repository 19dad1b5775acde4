"""WeChat's side of the callback, played with wechatpy's cryptography: none of it is ours."""

import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from keliu.wechat.callback import keyring
from keliu.wechat.models import Account
from keliu.wechat.services import accounts
from keliu.wechat.services.accounts import Connecting
from tests.cast import World

_numbers = itertools.count(7_000_000)


def signed(*parts: str) -> str:
    signer = WeChatSigner()
    signer.add_data(*parts)
    return str(signer.signature)


@dataclass
class Pusher:
    """Knows what WeChat knows of one account, and pushes to its address."""

    key: str
    appid: str
    token: str
    aes_key: str
    original_id: str
    client: Client = field(default_factory=Client)

    @property
    def address(self) -> str:
        return f"/wx/push/{self.key}"

    def query(self, **more: str) -> dict[str, str]:
        at, nonce = str(int(time.time())), str(next(_numbers))
        return {"timestamp": at, "nonce": nonce,
                "signature": signed(self.token, at, nonce), **more}  # fmt: skip

    def sealed(self, inside: str, *, as_json: bool = False) -> tuple[str, bytes]:
        """(address with query, body) of a push in safe mode."""
        query = self.query(encrypt_type="aes")
        crypto = WeChatCrypto(self.token, self.aes_key, self.appid)
        xml = crypto.encrypt_message(inside, query["nonce"], query["timestamp"])
        words = crypto_words(xml)
        query["msg_signature"] = words["MsgSignature"]
        body = {"ToUserName": self.original_id, "Encrypt": words["Encrypt"]}
        text = json.dumps(body) if as_json else _xml(body)
        return f"{self.address}?{urlencode(query)}", text.encode()

    def send(self, address: str, body: bytes) -> HttpResponse:
        return self.client.post(address, body, content_type="text/xml")  # type: ignore[return-value]  # the test client's own type

    def push(self, inside: str, *, as_json: bool = False) -> HttpResponse:
        """Push once in safe mode."""
        return self.send(*self.sealed(inside, as_json=as_json))

    def opened(self, response: HttpResponse) -> dict[str, str]:
        """The passive reply inside an answer, read with wechatpy."""
        words = crypto_words(response.content.decode())
        crypto = WeChatCrypto(self.token, self.aes_key, self.appid)
        plain = crypto.decrypt_message(
            {"Encrypt": words["Encrypt"]}, words["MsgSignature"], words["TimeStamp"], words["Nonce"]
        )
        return crypto_words(plain.decode() if isinstance(plain, bytes) else plain)


def crypto_words(text: str) -> dict[str, Any]:
    """The fields of an envelope."""
    if text.lstrip().startswith("{"):
        return dict(json.loads(text))
    import xmltodict

    return dict(xmltodict.parse(text)["xml"])


def _xml(words: dict[str, str]) -> str:
    inside = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in words.items())
    return f"<xml>{inside}</xml>"


def message(openid: str, kind: str = "text", *, at: int | None = None, **words: Any) -> str:
    """A message or event as XML; a message gets a number of its own."""
    fields = {"ToUserName": "gh_far", "FromUserName": openid, "CreateTime": at or int(time.time()),
              "MsgType": kind}  # fmt: skip
    if kind != "event":
        fields["MsgId"] = next(_numbers)
    return _xml({name: str(value) for name, value in (fields | words).items()})


def event(openid: str, name: str, *, at: int | None = None, **words: Any) -> str:
    return message(openid, "event", at=at, Event=name, **words)


def pusher_of(account: Account) -> Pusher:
    """WeChat as it knows this account; inside the merchant's scope."""
    secrets = accounts.push_secrets(account)
    return Pusher(account.callback_key, account.appid, secrets.token, secrets.aes_key, "gh_far")


def official(world: World, **fields: Any) -> tuple[Account, Pusher]:
    """A connected official account of a merchant, and WeChat's side of it."""
    keyring.forget()
    with world.inside():
        given = {"kind": "oa", "type": "service", "name": "远航服务号", "appid": "wxoa1",
                 "secret": "s" * 32, "original_id": "gh_far"} | fields  # fmt: skip
        account = accounts.connect(Connecting(**given))
        return account, pusher_of(account)
