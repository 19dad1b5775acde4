"""What an app has asked of WeChat: global, since a quota belongs to the app and not to a merchant.

`app` is `client.App.key`, which nobody can guess who does not know the app's secret.
"""

from typing import ClassVar

from django.db import models


class PathUse(models.Model):
    """How often one connection called one path on one day; the day's use is the sum.

    Every database connection counts in a row of its own, so that callers never wait for each other.
    """

    key = models.CharField(max_length=160, primary_key=True)  # app|path|day|connection
    app = models.CharField(max_length=40)
    path = models.CharField(max_length=80)
    day = models.DateField()  # in Beijing, where quotas begin anew
    used = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["app", "day"], name="wechat_pathuse_day")]


class PathState(models.Model):
    """What WeChat said last when it refused a path, and until when asking again is no use."""

    key = models.CharField(max_length=121, primary_key=True)  # app|path
    app = models.CharField(max_length=40)
    path = models.CharField(max_length=80)
    spent_until = models.DateTimeField(null=True)
    errcode = models.IntegerField()
    rid = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["app"], name="wechat_pathstate_app")]
