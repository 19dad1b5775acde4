"""Tokens are global: they belong to an appid, which several merchants may share."""

from django.db import models


class AppToken(models.Model):
    """The current access token and JS-SDK ticket of one app; every worker shares this row."""

    appid = models.CharField(max_length=40, primary_key=True)
    access_token = models.BinaryField(null=True)  # sealed with the master key
    expires_at = models.DateTimeField(null=True)
    ticket = models.BinaryField(null=True)
    ticket_expires_at = models.DateTimeField(null=True)
    fetches = models.IntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
