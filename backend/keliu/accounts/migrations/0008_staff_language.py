"""A person's language; who is there already reads Chinese until they choose."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_hooks_grants")]
    operations = [
        migrations.AddField(
            model_name="staff",
            name="language",
            field=models.CharField(
                choices=[("zh", "中文"), ("en", "English")],
                db_default="zh",
                default="zh",
                max_length=2,
            ),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.CheckConstraint(
                condition=Q(language__in=["zh", "en"]), name="staff_language_known"
            ),
        ),
    ]
