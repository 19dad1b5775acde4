"""The gateway checks that the session behind a socket still lives."""

from django.db import migrations

from keliu.platform.postgresql.operations import relay_may


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("platform", "0002_push_and_relay")]

    operations = [relay_may("GRANT SELECT (id, expires_at) ON accounts_session TO keliu_relay")]
