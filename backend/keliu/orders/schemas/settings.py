"""Shapes of how a shop trades."""

from typing import Any

from pydantic import Field

from keliu.kit import ids
from keliu.orders.rules.sums import MOST_FEN
from keliu.orders.rules.trading import DAYS, MOST_PLACES, PAY_MINUTES, Trading
from keliu.orders.schemas.orders import PickupPlace
from keliu.platform.wire import Asked, Text, Wire


class TradeSettings(Wire):
    pay_minutes: int
    ship_on: bool
    pickup_on: bool
    shipping_fen: int
    free_from_fen: int | None
    auto_done_days: int
    after_sale_days: int
    invoice_on: bool
    places: list[PickupPlace]
    version: int

    @staticmethod
    def of(rules: Trading, version: int) -> "TradeSettings":
        names = set(TradeSettings.model_fields) - {"places", "version"}
        values = {name: getattr(rules, name) for name in names}
        places = [PickupPlace(**one) for one in rules.places]
        return TradeSettings(**values, places=places, version=version)


class PlaceAsked(Asked):
    """A place to fetch things; a new one has no id yet."""

    id: Text = Field("", max_length=20)
    name: Text = Field(min_length=1, max_length=40)
    address: Text = Field("", max_length=120)
    hours: Text = Field("", max_length=60)
    phone: Text = Field("", max_length=30)

    def kept(self) -> dict[str, Any]:
        """With an id of its own."""
        return {**self.model_dump(), "id": self.id or str(ids.new())}


class TradeSettingsPatch(Asked):
    pay_minutes: int | None = Field(None, ge=PAY_MINUTES[0], le=PAY_MINUTES[1])
    ship_on: bool | None = None
    pickup_on: bool | None = None
    shipping_fen: int | None = Field(None, ge=0, le=100_000)
    free_from_fen: int | None = Field(None, ge=1, le=MOST_FEN)
    auto_done_days: int | None = Field(None, ge=DAYS[0], le=DAYS[1])
    after_sale_days: int | None = Field(None, ge=DAYS[0], le=DAYS[1])
    invoice_on: bool | None = None
    places: list[PlaceAsked] | None = Field(None, max_length=MOST_PLACES)
    version: int

    def given(self) -> dict[str, Any]:
        """What was really sent; only the free limit can be emptied."""
        names = self.model_fields_set - {"version", "places"}
        sent = {name: getattr(self, name) for name in names}
        values = {k: v for k, v in sent.items() if v is not None or k == "free_from_fen"}
        if self.places is not None:
            values["places"] = [one.kept() for one in self.places]
        return values
