"""How the shop trades."""

from django.http import HttpRequest
from ninja import Router

from keliu.accounts import public as accounts
from keliu.orders.schemas.settings import TradeSettings, TradeSettingsPatch
from keliu.orders.services import settings

router = Router(tags=["orders"])


@router.get("/trade-settings", response=TradeSettings)
@accounts.staff()
def trade_settings(request: HttpRequest) -> TradeSettings:
    """How long people have to pay, what sending costs, where things are fetched."""
    return TradeSettings.of(*settings.chosen())


@router.patch("/trade-settings", response=TradeSettings)
@accounts.staff("trade.setup")
def trade_settings_save(request: HttpRequest, payload: TradeSettingsPatch) -> TradeSettings:
    """Change some of it; orders that are placed already keep what was agreed."""
    settings.trading_save(payload.given(), version=payload.version)
    return TradeSettings.of(*settings.chosen())
