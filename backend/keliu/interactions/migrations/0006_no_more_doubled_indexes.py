"""Indexes of links that begin like another index of the same table: every write paid for both."""

from django.db import migrations

DOUBLED = {
    "interactions_interaction_customer_id_8b4dcbd0_lidx": ("interactions_interaction", "customer_id"),
    "interactions_interaction_staff_id_28d2c258_lidx": ("interactions_interaction", "staff_id"),
    "interactions_plan_staff_id_301e4ebd_lidx": ("interactions_plan", "staff_id"),
    "interactions_plan_customer_id_0f515df0_lidx": ("interactions_plan", "customer_id"),
}


class Migration(migrations.Migration):
    dependencies = [("interactions", "0005_wechat_lines")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {name}",
            f"CREATE INDEX {name} ON {table} (merchant_id, {column})",
        )
        for name, (table, column) in DOUBLED.items()
    ]
