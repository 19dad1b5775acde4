"""A week that is worth a look: what the boss radar has to show in the example company."""

from datetime import timedelta

from keliu.accounts.models import Staff
from keliu.config.seed.world import World
from keliu.customers.models import Customer
from keliu.interactions.models import Interaction
from keliu.platform import audit, sql
from keliu.platform.pipeline import Question

EXPORTS, REVEALS, KEPT = 5, 26, 2
FEWEST = 3  # nobody watches a shop of one


def fill(place: World) -> None:
    """One colleague calls without a word, another takes much out; inside the merchant's scope."""
    if len(place.sellers) < FEWEST:
        return
    _silent(place, place.sellers[-1])
    taker = place.sellers[-2]
    owned = Customer.objects.filter(owner=taker).order_by("-id").values_list("id", "name")
    seen = [("customer.reveal_phone", "customer", *one) for one in owned[:REVEALS]]
    taken = [("export.ask", "export", None, "客户 326 条")] * EXPORTS
    _note(place, taker, [*seen, *taken])


def _silent(place: World, caller: Staff) -> None:
    """Most of the calls of a week have nothing written about them."""
    now = place.calendar.now
    calls = Interaction.objects.filter(
        kind="followup", way="call", staff=caller, at__gte=now - timedelta(days=6),
        at__lt=now - timedelta(days=1),
    )  # fmt: skip
    some = list(calls.order_by("id").values_list("id", flat=True))[KEPT:]
    Interaction.objects.filter(pk__in=some).update(text="", result="")


def _note(place: World, who: Staff, deeds: list[tuple[str, str, int | None, str]]) -> None:
    """Lines of the log at their own time."""
    for number, deed in enumerate(deeds):
        at = place.calendar.moment(1) + timedelta(seconds=number)
        values = [place.ids(at), place.merchant.pk, at, who.pk, who.name, *deed, "10.0.8.35"]
        sql.ask(Question(audit.INSERT, [*values, sql.jsonb([])]))
