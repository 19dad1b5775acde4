"""When people are reminded, and one's calendar subscription."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from keliu.accounts import public as door
from keliu.interactions.schemas.plans import CalendarOut, ReminderRulesIn, ReminderRulesOut
from keliu.interactions.services import calendars, settings
from keliu.kit.errors import NotFound

router = Router(tags=["plans"])


def _rules() -> ReminderRulesOut:
    chosen, version = settings.chosen()
    return ReminderRulesOut(**vars(chosen), version=version)


@router.get("/reminder-settings", response=ReminderRulesOut)
@door.staff()
def reminder_settings(request: HttpRequest) -> ReminderRulesOut:
    """When people are reminded here."""
    return _rules()


@router.put("/reminder-settings", response=ReminderRulesOut)
@door.staff("merchant.write")
def reminder_settings_save(request: HttpRequest, payload: ReminderRulesIn) -> ReminderRulesOut:
    """Choose when people, and their superiors, are reminded."""
    settings.reminding_save(payload.chosen(), version=payload.version)
    return _rules()


def _feed() -> CalendarOut:
    feed = calendars.mine()
    if feed is None:
        return CalendarOut(url=None, created_at=None, read_at=None)
    return CalendarOut(url=calendars.url_of(feed), created_at=feed.created_at, read_at=feed.read_at)


@router.get("/me/calendar", response=CalendarOut)
@door.staff("plan.read")
def calendar_get(request: HttpRequest) -> CalendarOut:
    """One's calendar subscription."""
    return _feed()


@router.post("/me/calendar", response=CalendarOut)
@door.staff("plan.read")
def calendar_renew(request: HttpRequest) -> CalendarOut:
    """Make the address, or a fresh one: the address before stops at once."""
    calendars.feed_renew()
    return _feed()


@router.delete("/me/calendar", response={204: None})
@door.staff("plan.read")
def calendar_revoke(request: HttpRequest) -> None:
    """Stop the subscription."""
    calendars.feed_revoke()


def calendar_serve(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address."""
    try:
        text = calendars.read(token)
    except NotFound:
        return HttpResponse(status=404)
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer
