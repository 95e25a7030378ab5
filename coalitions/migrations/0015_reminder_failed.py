from django.db import migrations, models


class Migration(migrations.Migration):
    """Which reminders could not be sent."""

    dependencies = [("coalitions", "0014_action_since")]

    operations = [
        migrations.AddField(
            model_name="reminder",
            name="failed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="could not be sent"),
        ),
    ]
