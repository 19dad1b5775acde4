"""Who follows an official account, or has written to one of a merchant's apps."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from keliu.kit import clock
from keliu.platform.keys import SealedField
from keliu.platform.tenancy import MerchantFK, MerchantModel


class Follower(MerchantModel):
    """粉丝: one WeChat user at one of the merchant's apps; found by a blind index, kept sealed.

    WeChat gives neither name nor picture. After leaving, the row keeps no more than that somebody
    came and went: what says who it was is erased.
    """

    account = MerchantFK("wechat.Account", models.CASCADE)
    openid_index = models.BinaryField(null=True)  # as in customers.Identity; none once erased
    openid_sealed = SealedField(null=True)
    openid_masked = models.CharField(max_length=20, blank=True)
    unionid_index = models.BinaryField(null=True)
    unionid_sealed = SealedField(null=True)
    customer = MerchantFK("customers.Customer", models.SET_NULL, null=True)
    following = models.BooleanField(default=False)
    followed_at = models.DateTimeField(null=True)  # the last time they followed
    left_at = models.DateTimeField(null=True)
    state_at = models.DateTimeField(null=True)  # WeChat's moment behind `following`
    follows = models.PositiveSmallIntegerField(default=0)  # how often they followed
    subscribe_scene = models.CharField(max_length=40, blank=True)  # ADD_SCENE_…, from a sync
    first_scene = models.CharField(max_length=64, blank=True)  # code that brought them first
    last_scene = models.CharField(max_length=64, blank=True)
    last_scan_at = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    messages = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=20, blank=True)
    remark = models.CharField(max_length=60, blank=True)
    tag_ids = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    blocked = models.BooleanField(default=False)  # on the account's blacklist
    synced_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        indexes: ClassVar = [
            models.Index(
                fields=["merchant", "account", "following", "-followed_at", "-id"],
                name="follower_newest",
            ),
            models.Index(
                fields=["merchant", "customer"],
                condition=Q(customer__isnull=False),
                name="follower_of_customer",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "account", "openid_index"],
                condition=Q(openid_index__isnull=False),
                name="follower_once",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(openid_index__isnull=True, openid_sealed__isnull=True, customer__isnull=True),
                name="follower_erased_is_nobody",
            ),
        ]
