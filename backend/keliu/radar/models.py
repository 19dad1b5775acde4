"""Visits, visitors, shares, interests, anonymous counts, and the hand-made event table."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Event(MerchantModel):
    """行为: one thing a visitor did. Partitioned by month, see migration 0002; only ever added.

    Without consent `visit_id`, `customer_id` and `share_id` stay null: the row only proves that the
    same event was counted before.
    """

    key = models.BigIntegerField()  # tells two events apart that would share an id
    visit_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    card_id = models.BigIntegerField()
    code_id = models.BigIntegerField()
    kind = models.TextField()
    object_kind = models.TextField(null=True)  # noqa: DJ001  null: about the card itself
    object_id = models.BigIntegerField(null=True)
    dwell_ms = models.IntegerField(default=0)
    share_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    fen = models.BigIntegerField(null=True)  # of an order

    class Meta(MerchantModel.Meta):
        managed = False
        db_table = "radar_event"


class Share(MerchantModel):
    """转发: somebody forwards a card or product. `path` holds the shares above, root first."""

    parent = MerchantFK("radar.Share", models.PROTECT, null=True)
    path = ArrayField(models.BigIntegerField(), default=list)
    depth = models.PositiveSmallIntegerField(default=0)
    sharer = MerchantFK("customers.Customer", models.PROTECT, null=True)
    card = MerchantFK("catalog.Card", models.PROTECT)
    code = MerchantFK("catalog.CardCode", models.PROTECT)
    owner = MerchantFK("accounts.Staff", models.PROTECT)
    department_id = models.BigIntegerField(null=True)
    object_kind = models.CharField(max_length=8)
    object_id = models.BigIntegerField()
    opens = models.IntegerField(default=0)  # by how many known people
    apart = models.BigIntegerField(
        default=0
    )  # own id once the sharer withdrew: nameless, not equal
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            # Pages prepare a share before anybody forwards; the same one is prepared only once.
            models.UniqueConstraint(
                fields=[
                    "merchant",
                    "code",
                    "object_kind",
                    "object_id",
                    "parent",
                    "sharer",
                    "apart",
                ],
                nulls_distinct=False,
                name="share_once",
            )
        ]


class ShareOpening(MerchantModel):
    """A known person opened a share; once, however often they come back."""

    share = MerchantFK("radar.Share", models.CASCADE)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "share", "customer"], name="share_opened_once"
            )
        ]


class Visitor(MerchantModel):
    """访客: a known customer at one card, with the visit that is going on and the first touch."""

    customer = MerchantFK("customers.Customer", models.PROTECT)
    card = MerchantFK("catalog.Card", models.PROTECT)
    visit_id = models.BigIntegerField()
    first_at = models.DateTimeField()
    first_code_id = models.BigIntegerField()
    first_share_id = models.BigIntegerField(null=True)
    last_at = models.DateTimeField()
    last_code_id = models.BigIntegerField()
    last_share_id = models.BigIntegerField(null=True)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "customer", "card"], name="visitor_one_per_card"
            )
        ]


class Visit(MerchantModel):
    """访问: what one known visitor did at one card until 30 minutes of silence.

    `customer` is empty after the person withdrew consent: the visit counts on, nameless.
    """

    customer = MerchantFK("customers.Customer", models.PROTECT, null=True)
    card = MerchantFK("catalog.Card", models.PROTECT)
    code = MerchantFK("catalog.CardCode", models.PROTECT)
    share = MerchantFK("radar.Share", models.PROTECT, null=True)
    owner = MerchantFK("accounts.Staff", models.PROTECT)
    department_id = models.BigIntegerField(null=True)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.IntegerField(default=1)  # the person's n-th visit
    event_count = models.IntegerField(default=0)
    dwell_ms = models.BigIntegerField(default=0)
    share_count = models.IntegerField(default=0)
    heat = models.IntegerField(default=0)
    hot = models.BooleanField(default=False)
    last_kind = models.CharField(max_length=16)
    last_object_kind = models.CharField(max_length=8, null=True)  # noqa: DJ001  null: the card
    last_object_id = models.BigIntegerField(null=True)
    last_times = models.IntegerField(default=1)  # how often the person has looked at that
    last_dwell_ms = models.BigIntegerField(default=0)
    last_fen = models.BigIntegerField(null=True)  # of the order that was done last

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-started_at", "-id"], name="visit_newest"),
            models.Index(fields=["merchant", "owner", "-started_at", "-id"], name="visit_of_staff"),
            models.Index(
                fields=["merchant", "department_id", "-started_at", "-id"],
                name="visit_of_department",
            ),
            models.Index(
                fields=["merchant", "customer", "-started_at", "-id"], name="visit_of_customer"
            ),
        ]


class Interest(MerchantModel):
    """兴趣: how often and how long a customer looked at a card or product."""

    customer = MerchantFK("customers.Customer", models.PROTECT)
    object_kind = models.CharField(max_length=8)
    object_id = models.BigIntegerField()
    views = models.IntegerField(default=0)
    dwell_ms = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "customer", "object_kind", "object_id"], name="interest_once"
            )
        ]


class AnonymousCount(MerchantModel):
    """What people did who have not agreed to be known: a number per card, day and kind."""

    card = MerchantFK("catalog.Card", models.PROTECT)
    day = models.DateField()
    kind = models.CharField(max_length=16)
    count = models.IntegerField(default=0)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "card", "day", "kind"], name="anonymous_count_once"
            )
        ]
