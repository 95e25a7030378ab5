from django.db import migrations, models


class Migration(migrations.Migration):
    """What an import wrote stays known, so that what an editor changed since is left alone."""

    dependencies = [("events", "0007_occurrence_order")]

    operations = [
        migrations.AddField(
            model_name="importedevent",
            name="written",
            field=models.JSONField(
                default=dict,
                help_text="Part by part, to see what an editor changed since.",
                verbose_name="what was written",
            ),
        ),
    ]
