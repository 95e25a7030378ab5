from django.db import migrations
from django.db.models import OuterRef, Subquery


def announce(apps, schema_editor):
    """Give the dates that are there already status, reason and venue, as a publication writes them from now on."""
    EventPage = apps.get_model("events", "EventPage")
    event = EventPage.objects.filter(pk=OuterRef("event")).order_by()
    apps.get_model("events", "Occurrence").objects.filter(event__repeats="").update(
        status=Subquery(event.values("status")),
        reason=Subquery(event.values("status_reason")),
        venue=Subquery(event.values("venue")),
    )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0009_registration_told_by_date'),
    ]

    operations = [
        migrations.RunPython(announce, migrations.RunPython.noop),
    ]
