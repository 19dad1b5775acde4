"""Tables of outreach: messages to colleagues, messages to customers."""

from keliu.outreach.models.people import (
    Allowance,
    OptOut,
    PersonDelivery,
    SendRules,
    TemplateConsent,
)
from keliu.outreach.models.staff import Delivery, MailAddress, NotifyChoice, WeChatBinding

__all__ = [
    "Allowance",
    "Delivery",
    "MailAddress",
    "NotifyChoice",
    "OptOut",
    "PersonDelivery",
    "SendRules",
    "TemplateConsent",
    "WeChatBinding",
]
