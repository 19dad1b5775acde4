"""Templates of trades: what they would add, and adding it."""

from django.http import HttpRequest
from ninja import Router
from pydantic import Field as Limit

from keliu.accounts import public as door
from keliu.kinds import presets
from keliu.kinds.services import presets as services
from keliu.platform import merchants
from keliu.platform.wire import Asked, Bilingual, Id, Items, Text, Wire

router = Router(tags=["presets"])
SETTINGS = "merchant.write"


class PresetTrade(Wire):
    """A trade that has a template."""

    trade: str
    label: Bilingual


class PresetAddition(Wire):
    label: str
    what: Bilingual


class PresetSection(Wire):
    """A part of a template: what it would add; a careful one is added only when asked for."""

    section: str
    label: Bilingual
    careful: bool
    missing: list[PresetAddition]


class PresetOut(Wire):
    trade: str
    label: Bilingual
    sections: list[PresetSection]


class PresetIn(Asked):
    trade: Text = Limit(max_length=20)
    sections: list[str] | None = Limit(None, max_length=30)


class PresetAdded(Wire):
    """How many things were added, by section; the operation takes them back."""

    added: dict[str, int]
    operation_id: Id | None


def _label(trade: str) -> Bilingual:
    zh, en = merchants.TRADES[trade]
    return Bilingual(zh=zh, en=en)


def _section(one: services.Missing) -> PresetSection:
    return PresetSection(
        section=one.part.section,
        label=Bilingual(zh=one.part.zh, en=one.part.en),
        careful=one.part.careful,
        missing=[
            PresetAddition(label=line.label, what=Bilingual(zh=line.zh, en=line.en))
            for line in one.additions
        ],
    )


@router.get("/presets", response=Items[PresetTrade])
@door.staff(SETTINGS)
def preset_list(request: HttpRequest) -> Items[PresetTrade]:
    """The trades that have a template, in the order of opening a shop."""
    known = set(presets.trades())
    return Items[PresetTrade](
        items=[
            PresetTrade(trade=one, label=_label(one)) for one in merchants.TRADES if one in known
        ]
    )


@router.get("/presets/{trade}", response=PresetOut)
@door.staff(SETTINGS)
def preset_get(request: HttpRequest, trade: str) -> PresetOut:
    """What a template would add here: nothing that is there already."""
    found = services.missing(trade)
    return PresetOut(trade=trade, label=_label(trade), sections=[_section(one) for one in found])


@router.post("/presets", response=PresetAdded)
@door.staff(SETTINGS)
def preset_use(request: HttpRequest, payload: PresetIn) -> PresetAdded:
    """Add what is missing; what is there stays as it is. The operation it becomes can be undone."""
    done = services.preset_apply(payload.trade, payload.sections)
    return PresetAdded(added=done.added, operation_id=done.operation_id)
