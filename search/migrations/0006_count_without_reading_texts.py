"""On SQLite a row lies among its texts: to count a word of every page was to read all of them."""

from django.db import migrations, models
from django.db.models import F


def fill(apps, schema_editor):
    apps.get_model("search", "Entry").objects.update(number=F("page_id"))


class Migration(migrations.Migration):
    dependencies = [("search", "0005_trigrams")]

    operations = [
        # Nullable, so that SQLite adds the column in place and the triggers of the full text stay.
        migrations.AddField("entry", "number", models.IntegerField(editable=False, null=True)),
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["number", "kind", "wijk_ids", "path", "first_on", "last_on", "published_at"],
                name="search_entry_without_text",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
