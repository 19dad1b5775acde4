"""The word index takes new words in batches of 256 KB instead of one by one."""

import django.contrib.postgres.indexes
from django.db import migrations

# Changing the setting is at once; Django would build the index anew.
BATCHES = "ALTER INDEX customer_search SET (fastupdate = on, gin_pending_list_limit = 256)"
SINGLY = """ALTER INDEX customer_search RESET (gin_pending_list_limit);
ALTER INDEX customer_search SET (fastupdate = off);
SELECT gin_clean_pending_list($$customer_search$$)"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0024_exchange_consent")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(BATCHES, SINGLY)],
            state_operations=[
                migrations.RemoveIndex(model_name="customer", name="customer_search"),
                migrations.AddIndex(
                    model_name="customer",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True,
                        fields=["merchant", "search"],
                        gin_pending_list_limit=256,
                        name="customer_search",
                    ),
                ),
            ],
        ),
    ]
