"""Lines of bills and closings of days are only ever added: the application may change none."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_payments")]

    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON orders_billline, orders_dayclose FROM keliu_app",
            "GRANT UPDATE, DELETE ON orders_billline, orders_dayclose TO keliu_app",
        )
    ]
