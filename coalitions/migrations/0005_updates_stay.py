from django.db import migrations

SQLITE = """
CREATE TRIGGER coalitions_actionupdate_stays BEFORE UPDATE ON coalitions_actionupdate
BEGIN SELECT RAISE(ABORT, 'the history of an action is not changed'); END
"""
POSTGRESQL = [
    """
CREATE FUNCTION coalitions_actionupdate_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the history of an action is not changed' USING ERRCODE = 'integrity_constraint_violation'; END $$
""",
    """
CREATE TRIGGER coalitions_actionupdate_stays BEFORE UPDATE ON coalitions_actionupdate
FOR EACH ROW EXECUTE FUNCTION coalitions_actionupdate_stays()
""",
]


def guard(apps, schema_editor):
    for statement in [SQLITE] if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def release(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER coalitions_actionupdate_stays")
    else:
        schema_editor.execute("DROP TRIGGER coalitions_actionupdate_stays ON coalitions_actionupdate")
        schema_editor.execute("DROP FUNCTION coalitions_actionupdate_stays()")


class Migration(migrations.Migration):
    """The history of an action is append-only: the database refuses a change. Deletion goes with the action."""

    dependencies = [("coalitions", "0004_action_updates")]
    operations = [migrations.RunPython(guard, release)]
