"""Calling WeChat for one account: token, quota, health and one retry in one place.

    api = api_of(account_of("oa"))
    api.post("/cgi-bin/menu/create", {"button": [...]})

Raises WeChatRefused (with `errcode`, `rid` and `meaning`) or WeChatDown (`sent` says whether the
request may have arrived: then the outcome is unknown).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from keliu.kit.errors import KeliuError
from keliu.platform import keys
from keliu.wechat import client, tokens
from keliu.wechat.client import App, File
from keliu.wechat.errors import CodeUsed, NotConnected, WeChatDown, WeChatRefused
from keliu.wechat.models import Account
from keliu.wechat.rules import TOKEN_STALE
from keliu.wechat.services import health, quota

_T = TypeVar("_T")
Content = bytes
BUSY = -1
LINES = 8  # of one process; WeChat takes many more


@dataclass(frozen=True)
class Api:
    """One app at WeChat; without an account it is the installation's own."""

    app: App
    account: Account | None = None

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        """GET JSON; asked once more when WeChat says that it is busy."""
        asked = dict(params or {})

        def ask(token: str) -> Any:
            return client.get(path, {"access_token": token, **asked})

        try:
            return self._through(path, ask)
        except WeChatRefused as refused:
            if refused.errcode != BUSY:
                raise
            return self._through(path, ask)

    def post(self, path: str, body: Any, params: Mapping[str, str] | None = None) -> Any:
        """POST JSON and get JSON."""
        asked = dict(params or {})
        return self._through(
            path, lambda token: client.post(path, body, {"access_token": token, **asked})
        )

    def post_all(self, path: str, bodies: Sequence[Any]) -> list[Any]:
        """POST many at once on several lines: each answer, or what went wrong with it, in order.

        Only for what may safely be asked again. Raises what stops all of them.
        """
        refused_before = quota.assert_left(self.app, path)
        answers = _together(path, bodies, tokens.access_token(self.app))
        quota.count(self.app, path, sum(not isinstance(one, KeliuError) for one in answers))
        if refused_before:
            quota.forgive(self.app, path)
        for at, one in enumerate(answers):
            if isinstance(one, WeChatRefused):
                answers[at] = self._again(path, bodies[at], one)
        return answers

    def _again(self, path: str, body: Any, refused: WeChatRefused) -> Any:
        """A refusal for the token's sake is asked once more; any other is noted and stands."""
        if refused.errcode not in TOKEN_STALE:
            self._refused(path, refused)
            return refused
        try:
            return self.post(path, body)
        except (WeChatRefused, WeChatDown, CodeUsed) as wrong:
            return wrong

    def upload(
        self,
        path: str,
        params: Mapping[str, str],
        files: Mapping[str, File],
        fields: Mapping[str, str] | None = None,
    ) -> Any:
        """POST a form; `files` is {field: (name, content, media type)}."""
        given = dict(fields or {})
        return self._through(
            path,
            lambda token: client.upload(path, {"access_token": token, **params}, files, given),
        )

    def bytes(self, path: str, body: Any) -> Content:
        """POST JSON and get a picture."""
        return self._through(
            path, lambda token: client.post_for_bytes(path, body, {"access_token": token})
        )

    def file(self, path: str, params: Mapping[str, str]) -> tuple[Content, str]:
        """GET a file: content and media type."""
        return self._through(
            path, lambda token: client.download(path, {"access_token": token, **params})
        )

    def _through(self, path: str, call: Callable[[str], _T]) -> _T:
        refused_before = quota.assert_left(self.app, path)
        try:
            answer = tokens.calling(self.app, call)
        except WeChatRefused as refused:
            self._refused(path, refused)
            raise
        quota.count(self.app, path)
        if refused_before:
            quota.forgive(self.app, path)
        if self.account is not None:
            health.works(self.account)
        return answer

    def _refused(self, path: str, refused: WeChatRefused) -> None:
        quota.refused(self.app, str(refused.details.get("path") or path), refused)
        if self.account is not None:
            health.refused(self.account, refused)


@cache
def _lines() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(LINES, "wechat-line")


def _together(path: str, bodies: Sequence[Any], token: str) -> list[Any]:
    """The lines only call: the database is the caller's."""

    def one(body: Any) -> Any:
        try:
            return client.post(path, body, {"access_token": token})
        except (WeChatRefused, WeChatDown, CodeUsed) as wrong:
            return wrong

    return list(_lines().map(one, bodies))


def app_of(account: Account) -> App:
    """The account's appid and secret."""
    return App(account.appid, keys.unseal(Account, "secret_sealed", account.secret_sealed))


def api_of(account: Account) -> Api:
    """How to call WeChat for one account of the current merchant."""
    return Api(app_of(account), account)


def account_of(kind: str, account_id: int | None = None) -> Account:
    """The merchant's account: the given one, else the default of its kind. Raises NotConnected."""
    accounts = Account.objects.alive().filter(enabled=True, kind=kind)
    if account_id is not None:
        accounts = accounts.filter(pk=account_id)
    found = accounts.order_by("-is_default", "id").first()
    if found is None:
        raise NotConnected
    return found
