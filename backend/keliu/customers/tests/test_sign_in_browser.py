"""A sign-in belongs to the browser that began it, and a unionid to one subject."""

from dataclasses import replace

import pytest

from keliu.customers import rules
from keliu.customers.models import Customer
from keliu.customers.tests.factories import AUNT_ZHANG, FakeWeChat, cards_of, install
from keliu.customers.tests.test_visitors import BOTH, PHONE, come_back, consent
from tests.cast import Api, World


@pytest.fixture
def wechat(far_sail: World, monkeypatch: pytest.MonkeyPatch) -> FakeWeChat:
    """LI leads to 小李's card."""
    fake = FakeWeChat()
    fake.people["c1"] = AUNT_ZHANG
    install(monkeypatch, fake, cards_of(("LI", far_sail, "小李")))
    return fake


def test_a_state_is_worth_nothing_in_another_browser(far_sail: World, wechat: FakeWeChat) -> None:
    """Somebody sends 张阿姨 an address that would make her visit theirs (W7)."""
    consent()
    assert come_back(wechat, phone=Api()) == {"failed": "ticket_gone"}
    consent()
    other = Api()
    other.post("/visitor/consent", {"code": "LI", "purposes": BOTH, "accept": True,
                                    "version": rules.CONSENT_VERSION})  # fmt: skip
    consent()  # the last state is the first phone's again
    assert come_back(wechat, phone=other) == {"failed": "ticket_gone"}
    with far_sail.inside():
        assert not Customer.objects.exists()
    consent()
    assert "enter" in come_back(wechat)


def test_the_mark_of_a_browser_is_closed_to_scripts(wechat: FakeWeChat) -> None:
    phone = Api()
    phone.post("/visitor/consent", {"code": "LI", "purposes": BOTH, "accept": True,
                                    "version": rules.CONSENT_VERSION})  # fmt: skip
    [(name, kept)] = phone.client.cookies.items()
    assert name == "keliu-oauth"
    assert (kept["httponly"], kept["samesite"], kept["max-age"]) == (True, "Lax", 600)


def test_one_unionid_of_two_subjects_is_two_people(far_sail: World, wechat: FakeWeChat) -> None:
    """W4: the same word from another open-platform account does not join anybody."""
    wechat.people["a"] = replace(AUNT_ZHANG, openid="o-a", unionid="u-same", subject="甲")
    wechat.people["b"] = replace(AUNT_ZHANG, openid="o-b", unionid="u-same", subject="乙")
    wechat.people["c"] = replace(AUNT_ZHANG, openid="o-c", unionid="u-same", subject="甲")
    wechat.people["d"] = replace(AUNT_ZHANG, openid="o-d", unionid="u-same", subject=None)
    found = {}
    for code in "abcd":
        consent()
        entered = PHONE.post("/visitor/enter", {"ticket": come_back(wechat, code)["enter"]})[1]
        found[code] = entered["customer"]["id"]
    assert found["a"] == found["c"]
    assert len(set(found.values())) == 3
