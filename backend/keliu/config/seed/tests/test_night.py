"""A demo started a minute after midnight has figures for the new day too."""

from datetime import UTC, datetime
from typing import Any

from keliu.config import seed
from keliu.kit import clock
from tests.cast import Api

JUST_AFTER_MIDNIGHT = datetime(2026, 11, 21, 16, 1, tzinfo=UTC)


def test_the_new_day_has_begun(django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        try:
            with clock.frozen(JUST_AFTER_MIDNIGHT):
                made = seed.seed(2_000)
            login = made.logins["owner"]
            body = {"account": login.account, "password": login.password}
            token = Api().post("/auth/login", body)[1]["token"]
            _, home = Api(token).get("/home?day=2026-11-22")
        finally:
            seed.remove()
    assert home["day"] == "2026-11-22"
    assert {figure["key"]: figure["value"] > 0 for figure in home["figures"]} == dict.fromkeys(
        ("new_customers", "visits", "followups", "won_amount_fen", "won_count",
         "new_opportunities", "orders", "sales_fen"),
        True,
    )  # fmt: skip
