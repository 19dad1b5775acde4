"""Entries of the stock are only ever added: the application may not change or remove one."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_a_sku_for_every_product")]

    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON catalog_stockentry FROM keliu_app",
            "GRANT UPDATE, DELETE ON catalog_stockentry TO keliu_app",
        )
    ]
