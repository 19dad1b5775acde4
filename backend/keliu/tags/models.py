"""Tags in groups, what they hang on, rules that hang them, and segments."""

from typing import ClassVar

from django.db import models

from keliu.kit import clock
from keliu.platform.tenancy import MerchantFK, MerchantModel


class TagGroup(MerchantModel):
    """标签组: tags of one meaning; of an exclusive group a record has one at most."""

    name = models.CharField(max_length=20)
    exclusive = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "name"], name="tag_group_one_name")
        ]


class Tag(MerchantModel):
    """标签: a short word for a trait; `color` is one of the names in rules."""

    group = MerchantFK("tags.TagGroup", models.PROTECT)
    name = models.CharField(max_length=20)
    color = models.CharField(max_length=10, default="slate")
    position = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "name"], name="tag_one_name")
        ]


class TagLink(MerchantModel):
    """A tag on a record: hung by a person, or by a rule (which may take it off again)."""

    tag = MerchantFK("tags.Tag", models.CASCADE)
    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField()
    rule_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["merchant", "kind", "record_id", "tag"], name="tag_link_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["merchant", "tag", "kind", "record_id"], name="tag_link_of_tag")
        ]


class TagRule(MerchantModel):
    """自动打标签: what matches gets a tag; with `takes_back` it loses it again."""

    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    tag = MerchantFK("tags.Tag", models.CASCADE)
    filter = models.JSONField()
    takes_back = models.BooleanField(default=True)
    active = models.BooleanField(default=True)
    last_run_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "name"], name="tag_rule_one_name")
        ]


class Segment(MerchantModel):
    """人群: a filter with a name; who is in it is asked anew each time."""

    name = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    filter = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    owner_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)

    class Meta(MerchantModel.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["merchant", "name"], name="segment_one_name")
        ]
