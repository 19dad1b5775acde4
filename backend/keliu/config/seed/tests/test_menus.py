"""The example company's menu is sound, published once, and nothing when WeChat is away."""

import pytest

from keliu.config.seed import menus
from keliu.wechat.errors import WeChatDown
from keliu.wechat.menus.shape import problems, read
from keliu.wechat.models import Menu, MenuPublication
from keliu.wechat.services import fan_tags
from keliu.wechat.services import menus as publishing
from keliu.wechat.tests.played_oa import PlayedAccount, connected
from tests import cast
from tests.cast import World


@pytest.fixture
def world(db: None) -> World:
    world = cast.company()
    api = world.api("王总")
    card = api.post("/cards", {"template": "classic", "name": "王总"})[1]
    api.post(f"/cards/{card['id']}/publish", {"version": 1})
    api.post(f"/cards/{card['id']}/codes", {"channel": "微信"})
    return world


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> PlayedAccount:
    account = PlayedAccount(answers={"tags/create": {"tag": {"id": 100, "name": "老客户"}}})
    for module in (publishing, fan_tags):
        monkeypatch.setattr(module, "api_of", lambda _: account)
    return account


def test_the_menu_is_sound_and_published_once(world: World, played: PlayedAccount) -> None:
    with world.inside():
        account = connected(world)
        for _ in range(2):
            menus.some(account, "wxmini", "https://far.example")
        assert problems(read(Menu.objects.get().content)) == []
        assert MenuPublication.objects.values_list("state", flat=True).get() == "done"
    assert [one["matchrule"] for one in played.conditional] == [{"tag_id": "100"}]


def test_without_wechat_the_page_begins_empty(world: World, played: PlayedAccount) -> None:
    played.wrong["tags/create"] = WeChatDown()
    with world.inside():
        menus.some(connected(world), "wxmini", "https://far.example")
        assert (Menu.objects.count(), MenuPublication.objects.count()) == (0, 0)
