"""What the visits before consisted of: a bit per kind, as rules.did counts them."""

from django.db import migrations

# The dictionary's first kinds in its order; later ones came with the column.
FIRST = (
    "card_view", "card_leave", "product_view", "product_leave", "list_view", "share",
    "share_open", "phone_tap", "contact_save", "wechat_copy", "address_tap", "email_tap",
    "company_view", "picture_view", "tag_like", "consent_given", "order_placed", "order_paid",
)  # fmt: skip
BITS = " ".join(f"WHEN '{name}' THEN {1 << at}" for at, name in enumerate(FIRST))
FILL = f"""
UPDATE radar_visit v SET did = e.did FROM (
  SELECT merchant_id, visit_id, bit_or((CASE kind {BITS} ELSE 0 END)::bigint) AS did
  FROM radar_event WHERE visit_id IS NOT NULL GROUP BY 1, 2
) e WHERE v.merchant_id = e.merchant_id AND v.id = e.visit_id AND v.did = 0
"""  # noqa: S608  our own names


class Migration(migrations.Migration):
    dependencies = [("radar", "0007_marks_of_events")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
