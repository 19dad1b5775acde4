"""Capture forms and what was sent with them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel
from keliu.sales.rules import forms as law


class LeadForm(MerchantModel):
    """线索表单: a public page that asks people for their contact and makes leads of the answers."""

    title = models.CharField(max_length=60)
    intro = models.CharField(max_length=400, blank=True)
    button = models.CharField(max_length=12, default="提交")
    thanks = models.CharField(max_length=200, default="已收到,我们会尽快联系您")
    questions = models.JSONField(default=list)  # [{"key": "phone", "required": true, "hint": ""}]
    slug = models.CharField(max_length=16)
    active = models.BooleanField(default=True)
    assign = models.CharField(max_length=5, default="rules")  # rules, owner or none
    owner = MerchantFK("accounts.Staff", models.PROTECT, null=True)
    intent = models.CharField(max_length=6, default="medium")
    consent_text = models.CharField(max_length=600)
    consent_version = models.PositiveIntegerField(default=1)
    opens = models.PositiveIntegerField(default=0)
    created_by_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["merchant", "-id"], name="lead_form_newest")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "slug"], name="lead_form_one_slug"),
            models.CheckConstraint(
                condition=Q(assign__in=law.ASSIGNS), name="lead_form_assign_known"
            ),
            models.CheckConstraint(
                condition=~Q(assign="owner") | Q(owner__isnull=False),
                name="lead_form_owner_is_named",
            ),
        ]


class LeadFormText(MerchantModel):
    """The words people agreed to, by version; kept for good."""

    form = MerchantFK("sales.LeadForm", models.CASCADE)
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=600)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "form", "number"], name="lead_form_text_once"
            )
        ]


class Submission(MerchantModel):
    """表单提交: who agreed to which words when, and the lead it made or joined."""

    form = MerchantFK("sales.LeadForm", models.CASCADE)
    lead = MerchantFK("sales.Lead", models.CASCADE)
    at = models.DateTimeField(default=clock.now)
    joined = models.BooleanField(default=False)  # the phone number was a lead already
    consent_number = models.PositiveIntegerField()
    filled_ms = models.PositiveIntegerField()

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "form", "at"], name="submission_of_form"),
            models.Index(fields=["merchant", "lead", "-id"], name="submission_of_lead"),
        ]


class SendingRate(MerchantModel):
    """How many answers one place (or everybody, place '') sent to a form in its window."""

    form = MerchantFK("sales.LeadForm", models.CASCADE)
    place = models.CharField(max_length=32)  # blind index of the network address
    span = models.CharField(max_length=6)  # minute or day
    since = models.DateTimeField()  # when the window began
    count = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["since"], name="sending_rate_old")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "form", "place", "span"], name="sending_rate_once"
            )
        ]
