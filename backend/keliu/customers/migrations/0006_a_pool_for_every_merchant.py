"""Every merchant gets its pool, and customers without an owner lie in it."""

from typing import Any

from django.db import migrations

from keliu.kit import clock, ids


def found(apps: Any, schema_editor: Any) -> None:
    """In batches of one merchant; on a new installation there is nothing to do."""
    pool, customer = apps.get_model("customers", "Pool"), apps.get_model("customers", "Customer")
    for merchant in apps.get_model("platform", "Merchant").objects.all():
        row = pool(id=ids.new(), merchant_id=merchant.pk, name="公海", is_default=True)
        row.save(force_insert=True)
        lonely = customer.objects.filter(merchant_id=merchant.pk, owner_id__isnull=True)
        lonely.update(pool_id=row.pk, pool_since=clock.now())


class Migration(migrations.Migration):
    dependencies = [("customers", "0005_people")]
    operations = [migrations.RunPython(found, migrations.RunPython.noop, elidable=True)]
