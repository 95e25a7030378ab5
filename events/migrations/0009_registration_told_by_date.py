from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0008_imported_event_written")]

    operations = [
        migrations.RemoveField("registration", "told"),
        migrations.AddField(
            "registration",
            "told",
            models.JSONField(blank=True, default=dict, editable=False, verbose_name="what was mailed"),
        ),
    ]
