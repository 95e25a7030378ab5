from django.db import migrations, models


class Migration(migrations.Migration):
    """When the lead of a coalition was told that somebody wants to join."""

    dependencies = [("coalitions", "0019_declaration_asked_once")]

    operations = [
        migrations.AddField(
            model_name="joinrequest",
            name="told_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="told to the lead"),
        ),
    ]
