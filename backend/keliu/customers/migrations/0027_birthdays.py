"""Whose birthday is today: by month and day, of those whose birthday is known."""

from django.db import migrations

MAKE = """
CREATE INDEX customer_birthday ON customers_customer
  (merchant_id, EXTRACT(MONTH FROM birthday), EXTRACT(DAY FROM birthday))
  WHERE birthday IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0026_no_more_doubled_indexes")]

    operations = [migrations.RunSQL(MAKE, "DROP INDEX customer_birthday")]
