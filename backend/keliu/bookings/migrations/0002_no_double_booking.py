"""The database refuses to give the same time away twice, whatever the application thinks.

One seat of one resource is taken once at a time; and while people of a class are there, nobody
else is: two rows that overlap on a resource must be of the same session.
"""

from django.db import migrations

SEATS = """ALTER TABLE bookings_bookedtime ADD CONSTRAINT booked_time_seat_once
 EXCLUDE USING gist (merchant_id WITH =, resource_id WITH =, seat WITH =, span WITH &&)"""
SESSIONS = """ALTER TABLE bookings_bookedtime ADD CONSTRAINT booked_time_one_session
 EXCLUDE USING gist (merchant_id WITH =, resource_id WITH =, session WITH <>, span WITH &&)"""
SOUND = """ALTER TABLE bookings_bookedtime ADD CONSTRAINT booked_time_sound
 CHECK (NOT isempty(span) AND lower(span) IS NOT NULL AND upper(span) IS NOT NULL AND seat >= 1)"""
DROP = "ALTER TABLE bookings_bookedtime DROP CONSTRAINT {}"


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS btree_gist", migrations.RunSQL.noop),
        migrations.RunSQL(SEATS, DROP.format("booked_time_seat_once")),
        migrations.RunSQL(SESSIONS, DROP.format("booked_time_one_session")),
        migrations.RunSQL(SOUND, DROP.format("booked_time_sound")),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON bookings_bookingstep FROM keliu_app",
            "GRANT UPDATE, DELETE ON bookings_bookingstep TO keliu_app",
        ),
    ]
