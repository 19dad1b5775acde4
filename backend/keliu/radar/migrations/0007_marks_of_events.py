"""Where events came from and on what; marks for the digest, which the relay may find."""

from django.db import migrations

from keliu.platform.postgresql.operations import relay_may

ADD = "ALTER TABLE radar_event ADD COLUMN device text, ADD COLUMN source text NOT NULL DEFAULT ''"
REMOVE = "ALTER TABLE radar_event DROP COLUMN device, DROP COLUMN source"
# Counted up again and again; marks come and go within a second.
ROOM = """
ALTER TABLE radar_hourcount SET (fillfactor = 60);
ALTER TABLE radar_mark SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
  autovacuum_analyze_scale_factor = 0.5, toast_tuple_target = 8160);
ALTER TABLE radar_mark ALTER COLUMN payload SET STORAGE EXTERNAL;
"""


class Migration(migrations.Migration):
    dependencies = [("radar", "0006_intake_and_sites")]

    operations = [
        migrations.RunSQL(ADD, REMOVE),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
        relay_may("GRANT SELECT ON radar_mark TO keliu_relay"),
    ]
