"""Which template fits an occasion, what goes into its blanks, and the way a note takes."""

import pytest

from keliu.customers import public as customers
from keliu.customers.models import Customer
from keliu.kit import actor, clock
from keliu.kit.actor import Actor
from keliu.outreach import public as outreach
from keliu.outreach.models import PersonDelivery
from keliu.outreach.public import CustomerNote
from keliu.wechat.models import Follower, MessageTemplate
from keliu.wechat.rules import fields, occasions
from keliu.wechat.services.followers import index_of
from keliu.wechat.tests.played_oa import connected
from tests.cast import World, company

FACTS = {
    "number": "26112200012345", "goods": "阳光玫瑰 2 斤装 × 2,车厘子礼盒装等 3 件",
    "amount": "128.00元",
    "time": "2026-11-22 15:30", "state": "已付款", "company": "", "tracking": "",
    "customer": "张阿姨", "shop": "远航集团", "code": "12345678", "tip": "取货码 12345678",
}  # fmt: skip
PAID = """订单编号:{{character_string1.DATA}}
商品名称:{{thing2.DATA}}
支付金额:{{amount3.DATA}}
支付时间:{{time4.DATA}}"""


def test_blanks_are_filled_by_the_words_before_them() -> None:
    data = occasions.filled(fields.fields_of(PAID), FACTS)
    assert data == {
        "character_string1": "26112200012345",
        "thing2": "阳光玫瑰 2 斤装 × 2,车厘子礼盒…",
        "amount3": "128.00元",
        "time4": "2026-11-22 15:30",
    }
    assert fields.wrong(fields.fields_of(PAID), data) == {}


@pytest.mark.parametrize(
    ("content", "fits"),
    [
        ("门店:{{thing1.DATA}}\n备注:{{thing2.DATA}}\n状态:{{phrase3.DATA}}", True),
        ("姓名:{{name1.DATA}}\n取货码:{{number2.DATA}}", True),
        ("快递公司:{{thing1.DATA}}", True),  # nobody knows it yet: 无
        ("快递单号:{{character_string1.DATA}}", False),
        ("车牌:{{car_number1.DATA}}\n金额:{{amount2.DATA}}", True),
        ("联系电话:{{phone_number1.DATA}}", False),
    ],
)
def test_what_can_not_be_filled_is_not_sent(content: str, fits: bool) -> None:  # noqa: FBT001  a table
    data = occasions.filled(fields.fields_of(content), FACTS)
    assert (data is not None) == fits
    if data is not None:
        assert fields.wrong(fields.fields_of(content), data) == {}


def test_titles_are_found_by_their_words() -> None:
    assert occasions.rank("order_paid", "订单支付成功通知") == 0
    assert occasions.rank("order_shipped", "订单发货提醒") == 0
    assert occasions.rank("order_paid", "退款通知") is None
    assert occasions.rank("nothing", "发货") is None


@pytest.mark.django_db
class TestWays:
    """From the note to the delivery that the gate writes down."""

    @pytest.fixture
    def far(self) -> World:
        return company()

    def _known(self, far: World) -> tuple[Customer, int]:
        account, staff = connected(far), far.staff["小李"]
        zhang = Customer(name="张阿姨", name_key="z", owner=staff)
        zhang.save()
        who = Actor(staff_id=staff.pk, name="小李", grants={"customer.write": "all"})
        with actor.acting(who):
            customers.openid_link(zhang.pk, account.appid, "o-zhang")
        return zhang, account.pk

    def _note(self, zhang: Customer) -> CustomerNote:
        return CustomerNote(
            customer_id=zhang.pk, occasion="order_paid", title="付款成功", text="付款成功",
            facts=FACTS, page="/packages/shop/order?c=x&id=7", dedupe="order_paid:7",
            link=("order", 7),
        )  # fmt: skip

    def test_nobody_is_reached_without_a_window_or_a_template(self, far: World) -> None:
        with far.inside():
            zhang, _ = self._known(far)
            assert outreach.tell_customer(self._note(zhang)) == "unreachable"
            assert not PersonDelivery.objects.exists()

    def test_a_payment_opens_the_chat_for_one_message(self, far: World) -> None:
        with far.inside():
            zhang, account = self._known(far)
            outreach.allow(account, "o-zhang", "pay", clock.now())
            for _ in range(2):
                outreach.tell_customer(self._note(zhang))
            row = PersonDelivery.objects.get()
            assert (row.channel, row.purpose, row.customer_id) == ("custom", "notice", zhang.pk)
            assert '/m/#/packages/shop/order?c=x&id=7">' in row.content["text"]["content"]

    def test_a_follower_gets_the_template_that_fits(self, far: World) -> None:
        with far.inside():
            zhang, account = self._known(far)
            outreach.allow(account, "o-zhang", "pay", clock.now())
            Follower(account_id=account, openid_index=index_of("o-zhang"), following=True).save()
            for title, key in (("退款通知", "a"), ("支付成功通知", "b")):
                MessageTemplate(account_id=account, kind="template", template_id=key, title=title,
                                content=PAID).save()  # fmt: skip
            assert outreach.tell_customer(self._note(zhang)) == "queued"
            row = PersonDelivery.objects.get()
            assert (row.channel, row.content["template_id"]) == ("template", "b")
            assert row.content["data"]["amount3"] == "128.00元"
