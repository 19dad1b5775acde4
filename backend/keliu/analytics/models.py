"""What is learned from a merchant's rows and kept: guesses about customers."""

from typing import ClassVar

from django.db import models
from django.db.models import F

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Chance(MerchantModel):
    """推测: what last night's work concluded about one customer; gone when they want none.

    Empty figures: there is not enough history for them, or they say nothing about this person.
    """

    customer = MerchantFK("customers.Customer", models.CASCADE)
    at = models.DateTimeField(default=clock.now)
    buys = models.FloatField(null=True)  # probability of buying within 30 days
    factors = models.JSONField(default=list)  # [[what, how much]], the strongest first
    alive = models.FloatField(null=True)  # probability that they still come
    orders_90 = models.FloatField(null=True)  # how many orders the next 90 days bring
    year_fen = models.BigIntegerField(null=True)  # what the next year brings

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(
                F("merchant"), F("buys").desc(nulls_last=True), F("id"), name="chance_likeliest"
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "customer"], name="chance_one_each")
        ]


class Learned(MerchantModel):
    """所学: the laws found in a merchant's own history, with the data they rest on."""

    class Kind(models.TextChoices):
        BUYS = "buys", "30 天内购买"
        REPEATS = "repeats", "复购"
        FIFTHS = "fifths", "价值分层"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField(default=clock.now)
    data = models.JSONField(default=dict)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "kind"], name="learned_one_each")
        ]


class HintDismissal(MerchantModel):
    """已核实: a hint about a colleague was looked into; evidence up to `until` counts no more."""

    key = models.CharField(max_length=16)
    staff = MerchantFK("accounts.Staff", models.CASCADE)
    until = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "key", "staff"], name="hint_dismissed_once")
        ]
