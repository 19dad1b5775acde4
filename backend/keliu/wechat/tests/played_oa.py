"""An official account played by a few lines: menus, followers and tags as WeChat answers them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keliu.kit import ids
from keliu.platform import keys
from keliu.wechat.errors import WeChatRefused
from keliu.wechat.models import Account
from tests.cast import World


@dataclass
class PlayedAccount:
    """Answers by path; `wrong` maps a path to the error that it gives next."""

    menu: Any = None
    own: Any = None  # the menu of WeChat's own console
    conditional: list[Any] = field(default_factory=list)
    asked: list[tuple[str, Any]] = field(default_factory=list)
    wrong: dict[str, Exception] = field(default_factory=dict)
    number: int = 400
    answers: dict[str, Any] = field(default_factory=dict)

    def get(self, path: str, params: Mapping[str, str] | None = None) -> Any:
        return self._asked(path, dict(params or {}))

    def post(self, path: str, body: Any, params: Mapping[str, str] | None = None) -> Any:
        return self._asked(path, body)

    def _asked(self, path: str, body: Any) -> Any:
        name = path.removeprefix("/cgi-bin/")
        self.asked.append((name, body))
        if name in self.wrong:
            raise self.wrong.pop(name)
        if name in self.answers:
            found = self.answers[name]
            return found(body) if callable(found) else found
        return getattr(self, "_" + name.replace("/", "_"))(body)

    def names(self) -> list[str]:
        """The calls so far, which are forgotten."""
        names = [name for name, _ in self.asked]
        self.asked.clear()
        return names

    def _menu_create(self, body: Any) -> Any:
        self.menu = body
        return {}

    def _menu_get(self, body: Any) -> Any:
        if self.menu is None:
            raise WeChatRefused(errcode=46003, rid="r-1")
        return {"menu": self.menu, "conditionalmenu": self.conditional}

    def _menu_delete(self, body: Any) -> Any:
        self.menu, self.conditional = None, []
        return {}

    def _menu_addconditional(self, body: Any) -> Any:
        self.number += 1
        self.conditional.append({**body, "menuid": self.number})
        return {"menuid": str(self.number)}

    def _menu_delconditional(self, body: Any) -> Any:
        left = [one for one in self.conditional if str(one["menuid"]) != body["menuid"]]
        assert len(left) < len(self.conditional)
        self.conditional = left
        return {}

    def _menu_trymatch(self, body: Any) -> Any:
        return {"button": self.conditional[-1]["button"]}

    def _get_current_selfmenu_info(self, body: Any) -> Any:
        shown = self.own or self.menu
        return {"is_menu_open": int(bool(shown)), "selfmenu_info": shown or {}}


def connected(world: World, name: str = "远航服务号", appid: str = "wxoa1") -> Account:
    """A service account of a merchant; inside its scope."""
    sealed = {
        f"{one}_sealed": keys.seal(Account, f"{one}_sealed", "x" * 32)
        for one in ("secret", "push_token", "aes_key")
    }
    return Account.objects.create(
        kind="oa", type="service", verified=True, name=name, appid=appid, original_id="gh_1",
        callback_key=f"k{ids.new()}", is_default=True, **sealed,
    )  # fmt: skip
