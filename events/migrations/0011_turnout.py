from django.db import migrations, models


class Migration(migrations.Migration):
    """How many people took part on a date, when nobody knows any more who."""

    dependencies = [("events", "0010_dates_as_announced")]

    operations = [
        migrations.CreateModel(
            name="Turnout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_uid", models.UUIDField(verbose_name="activity")),
                ("on", models.DateField(verbose_name="date in the series")),
                ("people", models.PositiveIntegerField(verbose_name="people")),
            ],
            options={
                "verbose_name": "number of people on a date",
                "verbose_name_plural": "numbers of people on a date",
                "constraints": [models.UniqueConstraint(fields=("event_uid", "on"), name="events_turnout_once")],
            },
        ),
    ]
