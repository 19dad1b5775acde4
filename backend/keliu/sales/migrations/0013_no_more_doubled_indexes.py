"""Indexes of links that begin like another index of the same table: every write paid for both."""

from django.db import migrations

DOUBLED = {
    "sales_opportunity_customer_id_00e759bd_lidx": ("sales_opportunity", "customer_id"),
    "sales_stagechange_opportunity_id_2658f32b_lidx": ("sales_stagechange", "opportunity_id"),
}


class Migration(migrations.Migration):
    dependencies = [("sales", "0012_quote_files")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {name}",
            f"CREATE INDEX {name} ON {table} (merchant_id, {column})",
        )
        for name, (table, column) in DOUBLED.items()
    ]
