"""On PostgreSQL four rows filled a page, with their texts: to count a word of every page was to read all of them.

Texts now lie outside the row, and so does `lead`, which ranks: it is opened for the few pages that need it. What is
asked of every page that is found stays inside; for whether a word stands in the title that is a column of its own.
"""

from django.db import migrations

CHANGE = [
    """
    ALTER TABLE search_entry
        ADD COLUMN title_vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', title_stems)) STORED
    """,
    """
    ALTER TABLE search_entry
        ALTER COLUMN title_vector SET STORAGE PLAIN,
        ALTER COLUMN kind SET STORAGE MAIN,
        ALTER COLUMN wijk_ids SET STORAGE MAIN,
        ALTER COLUMN path SET STORAGE MAIN,
        ALTER COLUMN title SET STORAGE MAIN,
        ALTER COLUMN title_words SET STORAGE MAIN
    """,
    "ALTER TABLE search_entry SET (toast_tuple_target = 128)",
    # Writes the rows that are there anew, by these rules.
    "CLUSTER search_entry USING search_entry_pkey",
]
BACK = [
    "ALTER TABLE search_entry DROP COLUMN title_vector",
    "ALTER TABLE search_entry RESET (toast_tuple_target)",
]


def change(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in CHANGE:
            schema_editor.execute(statement)


def change_back(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in BACK:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0006_count_without_reading_texts")]

    operations = [migrations.RunPython(change, change_back, elidable=False)]
