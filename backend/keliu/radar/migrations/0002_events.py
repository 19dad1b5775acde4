"""The event table: partitioned by month through its id, fenced partition by partition."""

from django.db import migrations

from keliu.kit import ids
from keliu.platform.postgresql.fences import POLICY
from keliu.platform.postgresql.operations import Fence

TABLE = """
CREATE TABLE radar_event (
  merchant_id bigint NOT NULL,
  id bigint NOT NULL,
  key bigint NOT NULL,
  visit_id bigint,
  customer_id bigint,
  card_id bigint NOT NULL,
  code_id bigint NOT NULL,
  kind text NOT NULL,
  object_kind text,
  object_id bigint,
  dwell_ms integer NOT NULL DEFAULT 0,
  share_id bigint,
  at timestamptz NOT NULL,
  PRIMARY KEY (merchant_id, id),
  CONSTRAINT radar_event_person_has_visit CHECK (customer_id IS NULL OR visit_id IS NOT NULL)
) PARTITION BY RANGE (id);
CREATE INDEX radar_event_of_visit ON radar_event (merchant_id, visit_id, id)
  WHERE visit_id IS NOT NULL;
"""

# A partition named directly is guarded by its own policy only, so each gets one when it is made.
# It is built aside and attached, which keeps the table open for reading and writing.
MAKE = f"""
CREATE FUNCTION radar_make_partition(month date) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
  first date := date_trunc('month', month)::date;
  name text := 'radar_event_' || to_char(first, 'YYYYMM');
  low bigint := radar_first_id(first);
  high bigint := radar_first_id((first + interval '1 month')::date);
BEGIN
  IF first < date '2024-01-01' OR first > now() + interval '13 months' THEN
    RAISE EXCEPTION 'no events can be of %', first USING ERRCODE = '22008';
  END IF;
  IF to_regclass('public.' || name) IS NOT NULL THEN
    RETURN name;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('radar_make_partition'));
  IF to_regclass('public.' || name) IS NOT NULL THEN
    RETURN name;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE radar_event INCLUDING ALL)', name);
  EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', name);
  EXECUTE format('CREATE POLICY merchant_fence ON %I USING ({POLICY.replace("'", "''")}) '
    'WITH CHECK ({POLICY.replace("'", "''")})', name);
  EXECUTE format('ALTER TABLE radar_event ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)',
    name, low, high);
  RETURN name;
END $$;
"""

FIRST_ID = f"""
CREATE FUNCTION radar_first_id(day date) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT ((extract(epoch FROM day::timestamp)::bigint * 1000 - {ids.EPOCH_MS}) << {ids.SHIFT})
$$;
"""

# Whole months only, and never one younger than 30 days, whoever asks.
DROP = """
CREATE FUNCTION radar_drop_partitions(before date) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '5s' AS $$
DECLARE
  part text;
  dropped integer := 0;
  limit_day date := least(before, (now() - interval '30 days')::date);
BEGIN
  FOR part IN
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'public.radar_event'::regclass ORDER BY 1
  LOOP
    IF (to_date(right(part, 6), 'YYYYMM') + interval '1 month')::date <= limit_day THEN
      EXECUTE format('DROP TABLE %I', part);
      dropped := dropped + 1;
    END IF;
  END LOOP;
  RETURN dropped;
END $$;
"""

RIGHTS = """
REVOKE ALL ON FUNCTION radar_make_partition(date), radar_drop_partitions(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION radar_make_partition(date), radar_drop_partitions(date) TO keliu_app;
SELECT radar_make_partition((now() + make_interval(months => at))::date)
FROM generate_series(-2, 3) AS at;
"""

# Room for updates in place: these rows change with every batch of events.
ROOM = """
ALTER TABLE radar_visit SET (fillfactor = 70);
ALTER TABLE radar_visitor SET (fillfactor = 70);
ALTER TABLE radar_interest SET (fillfactor = 80);
ALTER TABLE radar_anonymouscount SET (fillfactor = 50);
"""


class Migration(migrations.Migration):
    dependencies = [("radar", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLE, "DROP TABLE radar_event"),
        Fence("radar_event"),
        migrations.RunSQL(FIRST_ID, "DROP FUNCTION radar_first_id(date)"),
        migrations.RunSQL(MAKE, "DROP FUNCTION radar_make_partition(date)"),
        migrations.RunSQL(DROP, "DROP FUNCTION radar_drop_partitions(date)"),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
    ]
