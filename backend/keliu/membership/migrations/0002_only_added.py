"""Ledgers are only ever added to: the application may not change or remove an entry."""

from django.db import migrations

TABLES = ("pointentry", "growthentry", "balanceentry", "checkin")


class Migration(migrations.Migration):
    dependencies = [("membership", "0001_members")]

    operations = [
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE ON membership_{table} FROM keliu_app",
            f"GRANT UPDATE, DELETE ON membership_{table} TO keliu_app",
        )
        for table in TABLES
    ]
