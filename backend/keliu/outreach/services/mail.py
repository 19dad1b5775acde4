"""The e-mail channel: a job per message, tried again for an hour and a half, then given up."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMessage

from keliu.accounts import public as accounts
from keliu.kit import clock, language
from keliu.outreach import rules
from keliu.outreach.models import Delivery, MailAddress
from keliu.outreach.ports import Message
from keliu.outreach.services import pages
from keliu.platform import jobs, keys

State, Reason = Delivery.State, Delivery.Reason


def send(message: Message) -> None:
    """The gate let it through: hand it to the worker, so that nobody waits for a mail server."""
    post.later(delivery_id=message.delivery_id)


def address_of(staff_id: int) -> str | None:
    """Where a person's mail goes, once confirmed."""
    row = MailAddress.objects.filter(staff_id=staff_id, confirmed_at__isnull=False).first()
    return keys.unseal(MailAddress, "email_sealed", row.email_sealed) if row else None


def hand_over(to: str, subject: str, text: str) -> None:
    """Give one mail to the server. Raises OSError or SMTPException when it is not taken."""
    EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to]).send()


def mail_post(delivery_id: int) -> None:
    """Send one mail; every outcome is on record."""
    rows = Delivery.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(pk=delivery_id, state=State.QUEUED, channel=rules.EMAIL).first()
    if row is None:
        return
    to = address_of(row.staff_id)
    if to is None:
        _settle(row, state=State.SKIPPED, reason=Reason.NO_ADDRESS)
        return
    with language.reading(accounts.language_of(row.staff_id)):
        title, said = language.say(row.title), language.say(row.text)
    text = f"{said}\n\n{pages.in_console(row.link_kind, row.link_id)}".strip()
    try:
        hand_over(to, title, text)
    except (OSError, smtplib.SMTPException):
        _try_again(row)
    else:
        _settle(row, state=State.SENT, sent_at=clock.now())


def _try_again(row: Delivery) -> None:
    tries = row.tries + 1
    wait = rules.again_in(tries)
    if wait is None:
        _settle(row, state=State.FAILED, reason=Reason.UNREACHABLE, tries=tries)
        return
    _settle(row, tries=tries)
    post.later(at=clock.now() + wait, delivery_id=row.pk)


def _settle(row: Delivery, **values: object) -> None:
    Delivery.objects.filter(pk=row.pk).update(**values)


post = jobs.job(mail_post)
