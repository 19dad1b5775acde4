"""What happened to an order is only ever added to."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orders", "0006_payment_asked")]

    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON orders_orderevent FROM keliu_app",
            "GRANT UPDATE, DELETE ON orders_orderevent TO keliu_app",
        )
    ]
