"""Visits in which more happened than looking, newest first: a tenth of all, and looked for most."""

from django.db import migrations

NOTABLE = 93510153998304  # rules.did.NOTABLE
MAKE = f"""
CREATE INDEX visit_notable ON radar_visit (merchant_id, started_at DESC, id DESC)
  WHERE (did & {NOTABLE}) <> 0
"""


class Migration(migrations.Migration):
    dependencies = [("radar", "0008_did_of_visits")]

    operations = [migrations.RunSQL(MAKE, "DROP INDEX visit_notable")]
