"""The heads of a manager's board find their departments' sums without reading everybody's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0013_no_more_doubled_indexes")]

    operations = [
        migrations.AddIndex(
            "tally",
            models.Index(
                fields=["merchant", "pipeline_id", "department_id"], name="tally_of_department"
            ),
        )
    ]
