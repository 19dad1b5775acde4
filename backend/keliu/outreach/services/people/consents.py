"""订阅同意: each yes to a template is one message; a no or WeChat's 43101 is none."""

from django.db.models import F, QuerySet

from keliu.kit import clock, ids, scope
from keliu.outreach.models import TemplateConsent
from keliu.outreach.services.people.allowances import index_of
from keliu.platform import sql

YES = """INSERT INTO outreach_templateconsent AS c
 (id, merchant_id, account_id, openid_index, template_id, "left", answer, updated_at)
 VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
 ON CONFLICT (merchant_id, account_id, openid_index, template_id) DO UPDATE
 SET "left" = CASE EXCLUDED.answer WHEN 'accept' THEN c."left" + 1 ELSE 0 END,
     answer = EXCLUDED.answer, updated_at = EXCLUDED.updated_at"""
ANSWERS = {"accept": 1, "reject": 0, "ban": 0}


def answered(account_id: int, openid: str, template_id: str, answer: str) -> None:
    """A person was asked: accept is one message more, a reject or ban takes back all before."""
    more = ANSWERS.get(answer)
    if more is None:
        return
    values = [ids.new(), scope.current(), account_id, index_of(openid), template_id, more, answer]
    sql.do(YES, [*values, clock.now()])


def turned_off(account_id: int, openid: str, template_id: str) -> None:
    """The person switched this template off in WeChat's settings."""
    answered(account_id, openid, template_id, "ban")


def left(account_id: int, index: bytes, template_id: str) -> int:
    """How many messages of a template a person takes."""
    found = _row(account_id, index, template_id).values_list("left", flat=True).first()
    return int(found or 0)


def of_person(account_id: int, openid: str) -> dict[str, int]:
    """Every template a person takes, with how many times."""
    rows = TemplateConsent.objects.filter(account_id=account_id, openid_index=index_of(openid))
    return dict(rows.filter(left__gt=0).values_list("template_id", "left"))


def spend(account_id: int, index: bytes, template_id: str) -> bool:
    """Use one up; False when there is none."""
    rows = _row(account_id, index, template_id).filter(left__gt=0)
    return rows.update(left=F("left") - 1, updated_at=clock.now()) == 1


def give_back(account_id: int, index: bytes, template_id: str) -> None:
    """WeChat did not take the message, so the consent is still there."""
    _row(account_id, index, template_id).update(left=F("left") + 1)


def none_left(account_id: int, index: bytes, template_id: str) -> None:
    """WeChat says that there is no consent: believe it."""
    _row(account_id, index, template_id).update(left=0, updated_at=clock.now())


def _row(account_id: int, index: bytes, template_id: str) -> "QuerySet[TemplateConsent]":
    return TemplateConsent.objects.filter(
        account_id=account_id, openid_index=index, template_id=template_id
    )
