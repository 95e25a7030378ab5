"""What a question is counted and put in order by stands beside the words.

What follows from the page alone is filled in here; days, and the words of titles as people type them, come with
`manage.py rebuild_search` or with the page's next publication.
"""

from importlib import import_module

from django.db import migrations, models

FULL_TEXT = import_module("search.migrations.0002_full_text")


def create_triggers(apps, schema_editor):
    """SQLite makes the table anew for a column that has a default, and its triggers go with the old one."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in FULL_TEXT.CREATE["sqlite"]:
            if "CREATE TRIGGER" in statement:
                schema_editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1))


def fill(apps, schema_editor):
    Entry = apps.get_model("search", "Entry")
    entries = list(Entry.objects.select_related("page").prefetch_related("wijken").defer("text", "stems"))
    for entry in entries:
        entry.path, entry.title = entry.page.path, entry.page.title
        entry.published_at = entry.page.first_published_at or entry.page.last_published_at
        entry.wijk_ids = " ".join(map(str, sorted(wijk.pk for wijk in entry.wijken.all())))
    Entry.objects.bulk_update(entries, ["path", "title", "published_at", "wijk_ids"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, create_triggers),
        migrations.AddField("entry", "wijk_ids", models.TextField(default="", editable=False)),
        migrations.AddField("entry", "path", models.CharField(default="", editable=False, max_length=255)),
        migrations.AddField("entry", "first_on", models.DateField(editable=False, null=True)),
        migrations.AddField("entry", "last_on", models.DateField(editable=False, null=True)),
        migrations.AddField("entry", "published_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddField("entry", "title", models.CharField(default="", editable=False, max_length=255)),
        migrations.AddField("entry", "title_words", models.CharField(default="", editable=False, max_length=400)),
        migrations.AddIndex("entry", models.Index(fields=["title_words"], name="search_entry_title_words")),
        migrations.RunPython(create_triggers, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
