"""Who may touch the audit chain: the application adds rows without a place, the relay links them."""

from django.db import migrations

from keliu.platform.postgresql.operations import relay_may

WRITTEN = """id, merchant_id, at, actor_id, actor_name, action, object_kind, object_id,
 object_name, ip, changes"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0006_audit_chain")]

    operations = [
        migrations.RunSQL(
            f"REVOKE INSERT ON platform_audit FROM keliu_app;"
            f"GRANT INSERT ({WRITTEN}) ON platform_audit TO keliu_app;"
            "REVOKE INSERT, UPDATE, DELETE ON platform_audit_head FROM keliu_app;"
            "REVOKE UPDATE, DELETE ON platform_audit_check FROM keliu_app",
            "GRANT INSERT ON platform_audit TO keliu_app;"
            "GRANT INSERT, UPDATE, DELETE ON platform_audit_head TO keliu_app;"
            "GRANT UPDATE, DELETE ON platform_audit_check TO keliu_app",
        ),
        relay_may(
            "GRANT SELECT, UPDATE (seq, prev_hash, hash) ON platform_audit TO keliu_relay",
            "GRANT SELECT, INSERT, UPDATE ON platform_audit_head TO keliu_relay",
        ),
    ]
