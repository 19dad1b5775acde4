"""Tokens are global: they belong to an app, which several merchants may share."""

from django.db import models


class AppToken(models.Model):
    """The current access token and JS-SDK ticket of one app; every worker shares this row.

    `appid` is `client.App.key`: whoever knows the appid only does not get at its token.
    """

    appid = models.CharField(max_length=40, primary_key=True)
    access_token = models.BinaryField(null=True)  # sealed with the master key
    expires_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)  # of WeChat, without force
    forced_at = models.DateTimeField(null=True)
    failed_until = models.DateTimeField(null=True)  # asking before is no use
    failed_code = models.IntegerField(null=True)  # null: no answer
    ticket = models.BinaryField(null=True)
    ticket_expires_at = models.DateTimeField(null=True)
    fetches = models.IntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
