import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when an action is promised for its day, and is with its coalition. What is there already begins today."""

    dependencies = [("coalitions", "0013_factsheets")]

    operations = [
        migrations.AddField(
            model_name="action",
            name="due_since",
            field=models.DateField(
                default=django.utils.timezone.localdate, editable=False, verbose_name="promised for that day since"
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="taken_up_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="taken up by the coalition"
            ),
        ),
    ]
