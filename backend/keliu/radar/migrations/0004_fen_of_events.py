"""An event may be about money: an order that was placed or paid."""

from django.db import migrations

ADD = "ALTER TABLE radar_event ADD COLUMN fen bigint"
REMOVE = "ALTER TABLE radar_event DROP COLUMN fen"


class Migration(migrations.Migration):
    dependencies = [("radar", "0003_sums_of_orders")]

    operations = [migrations.RunSQL(ADD, REMOVE)]
