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
    device = models.TextField(null=True)  # noqa: DJ001  null: not known, or nobody agreed
    source = models.TextField(default="")

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
    """A known person opened a share; once, however often they come back.

    `verdict` says why it does not count (one's own, a robot); empty: it counts.
    """

    share = MerchantFK("radar.Share", models.CASCADE)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    at = models.DateTimeField(default=clock.now)
    verdict = models.CharField(max_length=8, blank=True, default="", db_default="")

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-at", "-id"], name="share_opening_newest"),
            models.Index(fields=["merchant", "customer", "at"], name="share_opening_of"),
        ]
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
    did = models.BigIntegerField(default=0, db_default=0)  # kinds that happened, see rules.did

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


class AlertSetup(MerchantModel):
    """雷达提醒规则: what a merchant has changed; what is not here is the default."""

    rules = models.JSONField(default=dict)  # {rule: {"on": bool, setting: value}}
    version = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant"], name="alert_setup_one")
        ]


class AlertChoice(MerchantModel):
    """Whether one person wants one rule; without a row the merchant's choice holds."""

    staff = MerchantFK("accounts.Staff", models.CASCADE)
    rule = models.CharField(max_length=16)
    wanted = models.BooleanField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "staff", "rule"], name="alert_choice_once")
        ]


class FeedSeen(MerchantModel):
    """Up to when one person has seen the feed: what began later counts as new."""

    staff = MerchantFK("accounts.Staff", models.CASCADE)
    seen_at = models.DateTimeField()

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "staff"], name="feed_seen_once")
        ]


class Mark(MerchantModel):
    """待汇总: new events of one batch that the digest has not made anything of yet.

    `payload` holds the batch as rules.intake.pack wrote it, `ids` which of its rows were new.
    Without a visit nobody agreed: only counts follow.
    """

    visit_id = models.BigIntegerField(null=True)
    customer_id = models.BigIntegerField(null=True)
    card_id = models.BigIntegerField()
    code_id = models.BigIntegerField()
    share_id = models.BigIntegerField(null=True)
    first = models.BooleanField(default=False)  # the person's first batch at this card
    source = models.CharField(max_length=12, default="")
    agent = models.TextField(default="")
    payload = models.BinaryField()
    ids = ArrayField(models.BigIntegerField())


class HourCount(MerchantModel):
    """小时汇总: what happened within an hour at one card, by code, kind and source."""

    hour = models.DateTimeField()
    card_id = models.BigIntegerField()
    code_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=12)
    events = models.IntegerField(default=0)
    anonymous = models.IntegerField(default=0)  # of these by people who had not agreed
    visitors = models.IntegerField(default=0)  # known people
    dwell_ms = models.BigIntegerField(default=0)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "hour", "card_id", "code_id", "kind", "source"],
                name="hour_count_once",
            )
        ]


class HourPerson(MerchantModel):
    """Who was counted as a visitor of an hour; goes with the person's consent."""

    customer_id = models.BigIntegerField()
    hour = models.DateTimeField()
    card_id = models.BigIntegerField()
    code_id = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=12)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "merchant", "customer_id", "hour", "card_id", "code_id", "kind", "source",
                ],
                name="hour_person_once",
            )
        ]  # fmt: skip


class Quarantined(MerchantModel):
    """隔离的事件: a row that was not taken in, as it came, and why. Kept for 30 days."""

    code = MerchantFK("catalog.CardCode", models.CASCADE)
    reason = models.CharField(max_length=20)
    event_id = models.CharField(max_length=40)
    raw = models.TextField()
    print = models.BinaryField()  # a digest of the whole row: sent again, it counts once
    at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "-at", "-id"], name="quarantined_newest")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "print"], name="quarantined_once")
        ]


class QuarantineCount(MerchantModel):
    """How many rows were refused on a day, for each reason; exact also when rows are gone."""

    day = models.DateField()
    reason = models.CharField(max_length=20)
    count = models.IntegerField(default=0)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "day", "reason"], name="quarantine_count_once"
            )
        ]


class Keeping(MerchantModel):
    """How long a merchant keeps the trail of visits; without a row the usual time holds."""

    days = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [models.UniqueConstraint(fields=["merchant"], name="keeping_one")]


class Site(MerchantModel):
    """官网: a website of the merchant whose pages tell the radar of their visits."""

    host = models.CharField(max_length=120)
    code = MerchantFK("catalog.CardCode", models.PROTECT)
    seen_at = models.DateTimeField(null=True)  # when its script last spoke
    created_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "host"], name="site_once")
        ]


class SitePage(MerchantModel):
    """A page of a website that somebody looked at."""

    site = MerchantFK("radar.Site", models.CASCADE)
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=120)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "site", "path"], name="site_page_once")
        ]
