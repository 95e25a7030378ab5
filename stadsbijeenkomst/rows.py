"""New rows at the pace of a hall that writes: the statement is composed once and not for every note.

`Model.save()` composes its INSERT anew each time, which takes longer than the database takes to carry it out. Here go
only rows that nothing listens to: no signal is sent.
"""

from functools import cache

from django.db import connection, models


@cache
def _statement(model: type[models.Model]) -> tuple[str, tuple[models.Field, ...]]:
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    table, key, *columns = (
        connection.ops.quote_name(str(name))
        for name in (model._meta.db_table, model._meta.pk.column, *(field.column for field in fields))
    )
    places = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places}) RETURNING {key}", fields  # noqa: S608


def add(row: models.Model) -> None:
    """Insert `row`, which has no key yet, and give it one. Raises IntegrityError as `save()` does."""
    sql, fields = _statement(type(row))
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias
