"""Trigrams, with which PostgreSQL finds words and titles by a part of them without reading all.

The extension comes with PostgreSQL and a database's owner may make it. Where that is refused, the same questions are
answered without it (`search.spelling`), only slower.
"""

from django.db import DatabaseError, migrations, transaction

INDEXES = {"search_word_trigrams": ("search_word", "folded"), "search_entry_trigrams": ("search_entry", "title_words")}


def create(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return
    for name, (table, field) in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX {name} ON {table} USING gin ({field} gin_trgm_ops)")


def drop(apps, schema_editor):
    # The extension stays: somebody else may use it.
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("search", "0004_synonyms_and_words")]

    operations = [migrations.RunPython(create, drop)]
