from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when a resident who was let in takes part no more."""

    dependencies = [("coalitions", "0025_initiative_index")]

    operations = [
        migrations.AddField(
            model_name="joinrequest",
            name="left_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="takes part no more since"),
        ),
    ]
