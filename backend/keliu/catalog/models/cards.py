"""Cards, their published editions and codes, and what visitors do with cards."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.catalog import rules
from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Card(MerchantModel):
    """名片: what a member of staff shows. Numbers and e-mail are public but sealed at rest.

    The columns are the draft that is edited; strangers see the edition number `edition`. A card
    that is published without one (0) is seen as it stands.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"

    owner = MerchantFK("accounts.Staff", models.PROTECT)
    department_id = models.BigIntegerField(null=True)
    template = models.CharField(max_length=10, default="classic")
    name = models.CharField(max_length=60)
    title = models.CharField(max_length=60, blank=True)
    company = models.CharField(max_length=60, blank=True)
    phone_sealed = SealedField(null=True)
    email_sealed = SealedField(null=True)
    wechat = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    intro = models.CharField(max_length=1000, blank=True)
    avatar = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    cover = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    hidden = ArrayField(models.CharField(max_length=10), default=list)
    product_ids = ArrayField(models.BigIntegerField(), default=list)  # in the order shown
    label = models.CharField(max_length=20, blank=True, db_default="")  # for its owner only
    phone2_sealed = SealedField(null=True)
    lat = models.FloatField(null=True)  # as WeChat's maps count (GCJ-02)
    lng = models.FloatField(null=True)
    about = models.CharField(max_length=2000, blank=True, db_default="")  # the company
    picture_ids = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    video = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    voice = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    wechat_qr = MerchantFK("platform.StoredFile", models.SET_NULL, null=True)
    tags = ArrayField(models.CharField(max_length=12), default=list, db_default=[])
    links = models.JSONField(default=list, db_default=[])  # [{"title", "url"}] in their order
    is_default = models.BooleanField(default=False, db_default=False)  # of its owner's cards
    likes = models.JSONField(default=dict, db_default={})  # tag → how many people like it
    edition = models.PositiveIntegerField(default=0, db_default=0)
    unpublished = models.BooleanField(default=False, db_default=False)  # the draft differs
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    view_count = models.IntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "owner"], name="card_of_staff"),
            models.Index(fields=["merchant", "-created_at", "-id"], name="card_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "published"]), name="card_state_known"
            ),
            models.CheckConstraint(
                condition=Q(template__in=rules.TEMPLATES), name="card_template_known"
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lng__isnull=True)
                | Q(lat__range=(-90, 90), lng__range=(-180, 180)),
                name="card_place_whole",
            ),
            models.UniqueConstraint(
                fields=["merchant", "owner"],
                condition=Q(is_default=True, deleted_at__isnull=True),
                name="card_one_default",
            ),
        ]


class CardEdition(MerchantModel):
    """名片版本: a card as strangers saw it from one publishing to the next; only ever added."""

    card = MerchantFK("catalog.Card", models.PROTECT)
    number = models.PositiveIntegerField()
    face_sealed = SealedField()  # JSON of rules.faces.SHOWN
    by_id = models.BigIntegerField(null=True)  # who published it
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "card", "number"], name="edition_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="edition_counts_from_one"),
        ]


class TagLike(MerchantModel):
    """点赞: one person, or one device that nobody knows, likes a tag of a card."""

    card = MerchantFK("catalog.Card", models.PROTECT)
    tag = models.CharField(max_length=12)
    who = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "card", "tag", "who"], name="tag_like_once"
            ),
        ]


class HeldCard(MerchantModel):
    """名片夹: a customer keeps a card, to find it again."""

    card = MerchantFK("catalog.Card", models.PROTECT)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "customer", "card"], name="held_card_once"),
        ]


class CardExchange(MerchantModel):
    """交换名片: a customer gave their own details in return for a card."""

    card = MerchantFK("catalog.Card", models.PROTECT)
    customer = MerchantFK("customers.Customer", models.PROTECT)
    given_sealed = SealedField()  # JSON of what they gave
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(fields=["merchant", "customer"], name="exchange_of_customer"),
            models.Index(fields=["merchant", "card", "-created_at"], name="exchange_of_card"),
        ]


class CardCode(MerchantModel):
    """码: a short public way to a card; the channel says where it hangs."""

    code = models.CharField(max_length=12)
    card = MerchantFK("catalog.Card", models.PROTECT)
    channel = models.CharField(max_length=40)
    opens = models.IntegerField(default=0)
    visitors = models.IntegerField(default=0)
    customers = models.IntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [models.Index(fields=["merchant", "card"], name="code_of_card")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "code"], name="code_once")
        ]
