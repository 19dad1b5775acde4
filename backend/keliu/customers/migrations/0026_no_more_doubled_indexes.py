"""Indexes of links that begin like another index of the same table: every write paid for both."""

from django.db import migrations

DOUBLED = {
    "customers_customer_pool_id_3cdc0e35_lidx": ("customers_customer", "pool_id"),
    "customers_ownership_customer_id_ae342e45_lidx": ("customers_ownership", "customer_id"),
    "customers_identity_customer_id_b1e21f37_lidx": ("customers_identity", "customer_id"),
    "customers_contact_customer_id_b9afc0da_lidx": ("customers_contact", "customer_id"),
    "customers_consent_customer_id_e5c9af2d_lidx": ("customers_consent", "customer_id"),
}


class Migration(migrations.Migration):
    dependencies = [("customers", "0025_words_in_batches")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {name}",
            f"CREATE INDEX {name} ON {table} (merchant_id, {column})",
        )
        for name, (table, column) in DOUBLED.items()
    ]
