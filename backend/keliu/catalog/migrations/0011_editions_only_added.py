"""Editions of cards are only added; all that may change is their seal, for a newer key."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0010_scans_and_reviews")]

    operations = [
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE ON catalog_cardedition FROM keliu_app;"
            " GRANT UPDATE (face_sealed) ON catalog_cardedition TO keliu_app",
            "GRANT UPDATE, DELETE ON catalog_cardedition TO keliu_app",
        )
    ]
