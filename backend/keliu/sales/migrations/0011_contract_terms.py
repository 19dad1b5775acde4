"""Customers learn until when their contracts run."""

from datetime import date
from typing import Any

from django.db import migrations
from django.db.models import Max

WITHOUT_END = date(9999, 12, 31)


def note(apps: Any, schema_editor: Any) -> None:
    """Merchant by merchant; on a new installation there is nothing to do."""
    contract = apps.get_model("sales", "Contract")
    customer = apps.get_model("customers", "Customer")
    for merchant in apps.get_model("platform", "Merchant").objects.all():
        ours = contract.objects.filter(merchant_id=merchant.pk, deleted_at__isnull=True)
        until = dict(
            ours.filter(state__in=["active", "done"], ends_on__isnull=False)
            .values_list("customer_id")
            .annotate(last=Max("ends_on"))
        )
        endless = ours.filter(state="active", ends_on__isnull=True)
        until |= dict.fromkeys(endless.values_list("customer_id", flat=True), WITHOUT_END)
        for customer_id, last in until.items():
            rows = customer.objects.filter(merchant_id=merchant.pk, pk=customer_id)
            rows.update(contract_until=last)


class Migration(migrations.Migration):
    dependencies = [
        ("sales", "0010_defaults"),
        ("customers", "0013_contract_and_views"),
    ]
    operations = [migrations.RunPython(note, migrations.RunPython.noop, elidable=True)]
