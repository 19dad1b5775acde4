"""Payments are only ever added: the application may not change or remove one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sales", "0007_reach")]

    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON sales_payment FROM keliu_app",
            "GRANT UPDATE, DELETE ON sales_payment TO keliu_app",
        )
    ]
