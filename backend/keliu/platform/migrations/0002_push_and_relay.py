"""Ordered pushes, the audit log's lock, and what the relay may touch."""

from django.db import migrations

from keliu.platform.postgresql.operations import Fence, relay_may

TABLES = """
CREATE TABLE platform_push (
  merchant_id bigint NOT NULL, topic text NOT NULL, seq bigint NOT NULL,
  type text NOT NULL, data jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (merchant_id, topic, seq)
);
CREATE INDEX push_age ON platform_push (at);
CREATE TABLE platform_topic_seq (
  merchant_id bigint NOT NULL, topic text NOT NULL, seq bigint NOT NULL,
  PRIMARY KEY (merchant_id, topic)
);
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]

    operations = [
        migrations.RunSQL(TABLES, "DROP TABLE platform_topic_seq; DROP TABLE platform_push"),
        Fence("platform_push"),
        Fence("platform_topic_seq"),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON platform_audit FROM keliu_app",
            "GRANT UPDATE, DELETE ON platform_audit TO keliu_app",
        ),
        relay_may(
            "GRANT SELECT, UPDATE, DELETE ON platform_outbox TO keliu_relay",
            "GRANT SELECT, UPDATE, DELETE ON platform_push_out TO keliu_relay",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON platform_topic_seq TO keliu_relay",
            "GRANT SELECT, INSERT, DELETE ON platform_push TO keliu_relay",
            "GRANT SELECT, UPDATE, DELETE ON platform_ticket TO keliu_relay",
            "GRANT SELECT, DELETE ON platform_idempotency TO keliu_relay",
        ),
    ]
