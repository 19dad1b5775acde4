"""订阅提醒: the customer's own side."""

from typing import Annotated, Literal, Self

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from keliu.accounts import public as door
from keliu.kit import actor
from keliu.platform.wire import Asked, Items, Wire
from keliu.wechat.services import subscriptions
from keliu.wechat.services.subscriptions import Offer

router = Router(tags=["visitor"])
App = Literal["mini", "oa"]
Said = Literal["accept", "reject", "ban", "filter"]
MOST = 5


class SubscriptionsAsked(Asked):
    """Which page asks: the mini program or a page inside WeChat."""

    app: App = "mini"


class SubscriptionOut(Wire):
    """A kind of message the merchant offers, and how many the person has agreed to get."""

    template_id: str
    title: str
    left: int

    @classmethod
    def of(cls, one: Offer) -> Self:
        row = one.template
        return cls(template_id=row.template_id, title=row.title, left=one.left)


class SubscribedIn(Asked):
    """The answers of WeChat's sheet by template."""

    app: App
    answers: dict[Annotated[str, Field(max_length=64)], Said] = Field(max_length=MOST)


def _shown(offers: list[Offer]) -> Items[SubscriptionOut]:
    return Items[SubscriptionOut](items=[SubscriptionOut.of(one) for one in offers])


@router.get("/visitor/subscriptions", response=Items[SubscriptionOut])
@door.visitor
def visitor_subscriptions(
    request: HttpRequest, asked: Query[SubscriptionsAsked]
) -> Items[SubscriptionOut]:
    """What this page may ask the customer to subscribe to."""
    return _shown(subscriptions.offers(asked.app, actor.current().customer_id or 0))


@router.post("/visitor/subscriptions", response=Items[SubscriptionOut])
@door.visitor
def visitor_subscribed(request: HttpRequest, payload: SubscribedIn) -> Items[SubscriptionOut]:
    """What the customer answered."""
    customer_id = actor.current().customer_id or 0
    return _shown(subscriptions.answered(payload.app, customer_id, payload.answers))
