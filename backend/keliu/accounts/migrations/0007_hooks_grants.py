"""Owners of merchants that are there already get the right to set up webhooks."""

from typing import Any

from django.db import migrations

from keliu.accounts.rules import PRESETS


def grant(apps: Any, schema_editor: Any) -> None:
    """Add what a preset role lacks; what an owner changed stays as it is."""
    role = apps.get_model("accounts", "Role")
    for name, grants in PRESETS.values():
        for row in role.objects.filter(preset=True, name=name):
            row.grants = {**grants, **row.grants}
            role.objects.filter(pk=row.pk).update(grants=row.grants)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_radar_grants")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop, elidable=True)]
