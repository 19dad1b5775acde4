"""订阅提醒 on our own pages: what is asked, whose word counts, how much is left."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from keliu.customers.services.identities import made
from keliu.kit import clock
from keliu.outreach import public as outreach
from keliu.wechat.models import Account, MessageTemplate
from keliu.wechat.services import subscriptions, templates
from keliu.wechat.tests.fake import fake_wechat
from keliu.wechat.tests.test_calls import connected
from tests.cast import World

AUNT = "oAuntZhang0001"


@dataclass
class Known:
    """张阿姨, and the account that knows her."""

    world: World
    account: Account
    customer_id: int

    def answered(self, **answers: str) -> list[int]:
        with self.world.inside():
            found = subscriptions.answered(self.account.kind, self.customer_id, answers)
        return [one.left for one in found]


@pytest.fixture
def aunt(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Known]:
    with fake_wechat(monkeypatch):
        found = far_sail.api("小李").post("/customers", {"name": "张阿姨"})[1]
        with far_sail.inside():
            account = connected(far_sail)
            made(int(found["id"]), "openid", AUNT, account.appid).save()
            for number in range(4):
                MessageTemplate.objects.create(
                    account=account, kind="subscribe", template_id=f"S{number}",
                    title=f"提醒{number}", content="商品:{{thing1.DATA}}", offered=number < 2,
                )  # fmt: skip
        yield Known(far_sail, account, int(found["id"]))


def test_only_what_the_owner_offers_is_asked(aunt: Known) -> None:
    with aunt.world.inside():
        found = subscriptions.offers(aunt.account.kind, aunt.customer_id)
        assert [(one.template.template_id, one.left) for one in found] == [("S0", 0), ("S1", 0)]
        assert subscriptions.offers("mini", aunt.customer_id) == []


def test_a_yes_is_one_message_and_a_no_takes_all_back(aunt: Known) -> None:
    assert aunt.answered(S0="accept", S1="reject", S9="accept") == [1, 0]
    assert aunt.answered(S0="accept", S1="filter") == [2, 0]
    assert aunt.answered(S0="reject") == [0, 0]
    with aunt.world.inside():
        assert outreach.consents_of(aunt.account.pk, AUNT) == {}


def test_where_wechat_tells_us_the_page_is_not_counted_again(aunt: Known) -> None:
    with aunt.world.inside():
        Account.objects.filter(pk=aunt.account.pk).update(verified_at=clock.now())
    assert aunt.answered(S0="accept") == [0, 0]
    with aunt.world.inside():
        outreach.answered(aunt.account.pk, AUNT, "S0", "accept")  # WeChat's own event
    assert aunt.answered(S0="accept") == [1, 0]


def test_three_at_most_and_only_what_needs_a_yes(aunt: Known, far_sail: World) -> None:
    api: Any = far_sail.api("王总")
    with far_sail.inside():
        ids = list(MessageTemplate.objects.order_by("id").values_list("id", flat=True))
    path = "/message-templates/{}"
    assert api.patch(path.format(ids[2]), {"offered": True})[1]["offered"] is True
    status, why = api.patch(path.format(ids[3]), {"offered": True})
    assert (status, "3" in str(why["errors"])) == (422, True)
    assert api.patch(path.format(ids[0]), {"offered": False})[0] == 200
    assert api.patch(path.format(ids[3]), {"offered": True})[0] == 200
    assert templates.MOST_OFFERED == 3
