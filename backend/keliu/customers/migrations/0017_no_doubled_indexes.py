"""Two indexes of links began like `customer_of_owner` and `customer_of_department`."""

from django.db import migrations

DOUBLED = {
    "customers_customer_owner_id_fbb2798e_lidx": "owner_id",
    "customers_customer_department_id_738c8343_lidx": "department_id",
}


class Migration(migrations.Migration):
    dependencies = [("customers", "0016_indexes_of_lists")]

    operations = [
        migrations.RunSQL(
            f"DROP INDEX IF EXISTS {name}",
            f"CREATE INDEX {name} ON customers_customer (merchant_id, {column})",
        )
        for name, column in DOUBLED.items()
    ]
