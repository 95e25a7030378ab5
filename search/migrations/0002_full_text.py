"""The full-text index over the stems, kept by the database itself.

On SQLite an FTS5 table with triggers, on PostgreSQL generated columns with a GIN index. A later migration that makes
SQLite rebuild `search_entry` (most `AlterField`s do) drops the triggers with the old table: run `CREATE` again there.
"""

from django.db import migrations

CREATE = {
    "sqlite": [
        """
        CREATE VIRTUAL TABLE search_fts USING fts5(
            title_stems, stems, content='search_entry', content_rowid='page_id', tokenize='unicode61 remove_diacritics 2'
        )
        """,
        """
        CREATE TRIGGER search_entry_inserted AFTER INSERT ON search_entry BEGIN
            INSERT INTO search_fts (rowid, title_stems, stems) VALUES (new.page_id, new.title_stems, new.stems);
        END
        """,
        """
        CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_entry BEGIN
            INSERT INTO search_fts (search_fts, rowid, title_stems, stems)
            VALUES ('delete', old.page_id, old.title_stems, old.stems);
        END
        """,
        """
        CREATE TRIGGER search_entry_updated AFTER UPDATE ON search_entry BEGIN
            INSERT INTO search_fts (search_fts, rowid, title_stems, stems)
            VALUES ('delete', old.page_id, old.title_stems, old.stems);
            INSERT INTO search_fts (rowid, title_stems, stems) VALUES (new.page_id, new.title_stems, new.stems);
        END
        """,
    ],
    "postgresql": [
        # `vector` finds, `lead` ranks: to rank a common word PostgreSQL reads every vector back, and the title with the
        # first lines stays inside the row (measured: half the time).
        """
        ALTER TABLE search_entry
            ADD COLUMN vector tsvector GENERATED ALWAYS AS (
                setweight(to_tsvector('simple', title_stems), 'A') || setweight(to_tsvector('simple', stems), 'D')
            ) STORED,
            ADD COLUMN lead tsvector GENERATED ALWAYS AS (
                setweight(to_tsvector('simple', title_stems), 'A')
                || setweight(to_tsvector('simple', left(stems, 400)), 'D')
            ) STORED
        """,
        "CREATE INDEX search_entry_vector ON search_entry USING gin (vector)",
    ],
}

DROP = {
    "sqlite": [
        "DROP TRIGGER search_entry_inserted",
        "DROP TRIGGER search_entry_deleted",
        "DROP TRIGGER search_entry_updated",
        "DROP TABLE search_fts",
    ],
    "postgresql": [
        "DROP INDEX search_entry_vector",
        "ALTER TABLE search_entry DROP COLUMN vector, DROP COLUMN lead",
    ],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
