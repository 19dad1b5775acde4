"""Indexes of links that begin like another index of the same table: every write paid for both."""

from django.db import migrations

DOUBLED = {
    "orders_order_customer_id_0b76f6a4_lidx": ("orders_order", "customer_id"),
    "orders_order_owner_id_b000b586_lidx": ("orders_order", "owner_id"),
    "orders_orderline_order_id_17f8f3ef_lidx": ("orders_orderline", "order_id"),
    "orders_orderevent_order_id_b26297f3_lidx": ("orders_orderevent", "order_id"),
    "orders_payment_order_id_bdccf250_lidx": ("orders_payment", "order_id"),
}


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_after_sale_pictures")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {name}",
            f"CREATE INDEX {name} ON {table} (merchant_id, {column})",
        )
        for name, (table, column) in DOUBLED.items()
    ]
