"""One's own mail address: sent a code, confirmed by typing it in."""

import hashlib
import re
import secrets
import smtplib
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from keliu.kit import actor, clock
from keliu.kit.errors import Invalid, TooMany
from keliu.kit.language import say
from keliu.outreach import rules
from keliu.outreach.errors import MailNotReady, MailRefused
from keliu.outreach.models import MailAddress
from keliu.outreach.services import mail, preferences
from keliu.platform import audit, keys

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s]{2,}")


def mine() -> MailAddress | None:
    """The acting person's address, confirmed or not."""
    return MailAddress.objects.filter(staff_id=actor.current().staff_id or 0).first()


def _not_too_often() -> None:
    """One code a minute: the mail server is shared by everybody here."""
    row = mine()
    if row is None or row.code_until is None:
        return
    sent_at = row.code_until - timedelta(minutes=rules.CODE_MINUTES)
    if clock.now() - sent_at < timedelta(minutes=1):
        raise TooMany


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


@transaction.atomic
def address_set(email: str) -> MailAddress:
    """Send a code to an address. Raises MailNotReady, MailRefused, Invalid."""
    if not preferences.ready()[rules.EMAIL]:
        raise MailNotReady
    if not EMAIL.fullmatch(email):
        raise Invalid(fields={"email": "邮箱写法不对,请检查"})
    _not_too_often()
    code = f"{secrets.randbelow(1_000_000):06}"
    row, _ = MailAddress.objects.update_or_create(
        staff_id=actor.current().staff_id or 0,
        defaults={
            "email_sealed": keys.seal(MailAddress, "email_sealed", email),
            "email_masked": rules.masked(email),
            "code_hash": _digest(code),
            "code_until": clock.now() + timedelta(minutes=rules.CODE_MINUTES),
            "tries": 0,
            "confirmed_at": None,
        },
    )
    text = f"你的验证码是 {code},{rules.CODE_MINUTES} 分钟内有效。"
    try:
        mail.hand_over(email, say("确认接收通知的邮箱"), say(text))
    except (OSError, smtplib.SMTPException) as refused:
        raise MailRefused from refused
    audit.record("staff.mail", "staff", row.staff_id, actor.current().name)
    return row


def address_confirm(code: str) -> bool:
    """The person typed a code in; False for a wrong one, which counts: five wrong ones void it."""
    row = mine()
    if row is None or row.code_hash is None or row.code_until is None:
        return False
    fresh = row.code_until > clock.now() and row.tries < rules.CODE_TRIES
    if fresh and secrets.compare_digest(bytes(row.code_hash), _digest(code)):
        MailAddress.objects.filter(pk=row.pk).update(confirmed_at=clock.now(), code_hash=None)
        return True
    MailAddress.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    return False


@transaction.atomic
def address_remove() -> None:
    """No more mail."""
    row = mine()
    if row is not None:
        row.delete()
        audit.record("staff.mail_off", "staff", row.staff_id, actor.current().name)
