from django.db import migrations
from django.db.models import F

from stadsbijeenkomst import codes


def fill(apps, schema_editor):
    """Give the hosts of the tables that exist a code, and closed meetings the moment of their close."""
    tables = apps.get_model("stadsbijeenkomst", "Table").objects
    for table in tables.filter(host_code=None):
        tables.filter(pk=table.pk).update(host_code=codes.make_for_host())
    proceedings = apps.get_model("stadsbijeenkomst", "Proceedings").objects
    proceedings.filter(phase="closed").update(collecting_ended_at=F("phase_changed_at"))


class Migration(migrations.Migration):
    dependencies = [("stadsbijeenkomst", "0002_evening")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
