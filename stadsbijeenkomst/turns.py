"""Turns: writers of one meeting who go one after another, from taking their turn to the end of the transaction."""

from enum import IntEnum

from django.db import connection


class Turn(IntEnum):
    """What turns are taken for: the classes of PostgreSQL's advisory locks that are ours."""

    JOURNAL = 0x57_56
    MODERATORS = 0x57_47


def take(turn: Turn, meeting_id: int) -> None:
    """Wait until nobody else has this turn in the meeting. Part of a transaction. SQLite has one writer anyhow."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [turn.value, meeting_id])
