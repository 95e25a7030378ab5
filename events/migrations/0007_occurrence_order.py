from django.db import migrations, models
from django.utils import timezone

import events.models.occurrence


def mark(apps, schema_editor):
    """Mark the dates that go on after their first day, as writing them does from now on."""
    occurrences = apps.get_model("events", "Occurrence").objects.using(schema_editor.connection.alias)
    zone = timezone.get_default_timezone()
    lasting = [
        pk
        for pk, starts_at, ends_at in occurrences.values_list("pk", "starts_at", "ends_at").iterator()
        if starts_at.astimezone(zone).date() < ends_at.astimezone(zone).date()
    ]
    for start in range(0, len(lasting), 500):
        occurrences.filter(pk__in=lasting[start : start + 500]).update(lasts_days=True)


class Migration(migrations.Migration):
    dependencies = [("events", "0006_imports")]

    operations = [
        migrations.AddField(
            model_name="occurrence",
            name="lasts_days",
            field=events.models.occurrence.LastsDaysField(
                default=False, editable=False, verbose_name="goes on after its first day"
            ),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop, elidable=True),
        migrations.RemoveIndex(model_name="occurrence", name="events_occurrence_start"),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(fields=["starts_at", "id"], name="events_occurrence_order"),
        ),
        migrations.AddIndex(
            model_name="occurrence",
            index=models.Index(
                condition=models.Q(("lasts_days", True)), fields=["starts_at", "id"], name="events_occurrence_lasting"
            ),
        ),
    ]
