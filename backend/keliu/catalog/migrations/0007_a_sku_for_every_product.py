"""Every product gets the SKU that is bought when somebody buys it."""

from typing import Any

from django.db import migrations

from keliu.kit import ids

BATCH = 1_000


def furnish(apps: Any, schema_editor: Any) -> None:
    """Its price is the product's; nobody counts its stock yet."""
    product, sku = apps.get_model("catalog", "Product"), apps.get_model("catalog", "Sku")
    with_one = sku.objects.values("product_id")
    rows = product.objects.exclude(pk__in=with_one).values_list("id", "merchant_id", "price_fen")
    made = [
        sku(id=ids.new(), merchant_id=merchant_id, product_id=product_id, price_fen=fen)
        for product_id, merchant_id, fen in rows
    ]
    sku.objects.bulk_create(made, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_goods")]
    operations = [migrations.RunPython(furnish, migrations.RunPython.noop, elidable=True)]
