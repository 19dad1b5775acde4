"""Indexes of links that begin like another index of the same table: every write paid for both."""

from django.db import migrations

DOUBLED = {
    "radar_visit_customer_id_fadd5bc1_lidx": ("radar_visit", "customer_id"),
    "radar_visit_owner_id_78bc5168_lidx": ("radar_visit", "owner_id"),
    "radar_visitor_customer_id_e161171d_lidx": ("radar_visitor", "customer_id"),
    "radar_share_code_id_f688dd7b_lidx": ("radar_share", "code_id"),
    "radar_shareopening_share_id_47a982fa_lidx": ("radar_shareopening", "share_id"),
    "radar_shareopening_customer_id_69559648_lidx": ("radar_shareopening", "customer_id"),
}


class Migration(migrations.Migration):
    dependencies = [("radar", "0009_notable_visits")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {name}",
            f"CREATE INDEX {name} ON {table} (merchant_id, {column})",
        )
        for name, (table, column) in DOUBLED.items()
    ]
