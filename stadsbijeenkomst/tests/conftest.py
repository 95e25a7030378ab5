"""A meeting of the invented city, with two tables."""

import threading
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from stadsbijeenkomst import drafting, limits, moderation, notes, tables
from stadsbijeenkomst.models import (
    Group,
    Proceedings,
    Question,
    ReportPage,
    StadsbijeenkomstIndexPage,
    StadsbijeenkomstPage,
    Table,
)


@pytest.fixture
def meeting_index(home_page) -> StadsbijeenkomstIndexPage:
    return home_page.add_child(
        instance=StadsbijeenkomstIndexPage(title="Stadsbijeenkomsten", slug="stadsbijeenkomsten")
    )


@pytest.fixture
def meeting(meeting_index) -> StadsbijeenkomstPage:
    """A moderated meeting that is open now."""
    now = timezone.now()
    page = meeting_index.add_child(
        instance=StadsbijeenkomstPage(
            title="Samen aan tafel",
            slug="samen-aan-tafel",
            theme="Eenzaamheid",
            place="Stadszaal",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
        )
    )
    Proceedings.objects.create(meeting=page, phase=Proceedings.Phase.COLLECT)
    return page


@pytest.fixture
def table(meeting, wijk) -> Table:
    return Table.objects.create(meeting=meeting, number=1, wijk=wijk)


@pytest.fixture
def other_table(meeting, other_wijk) -> Table:
    return Table.objects.create(meeting=meeting, number=2, wijk=other_wijk)


@pytest.fixture
def seat(table) -> tables.Seat:
    return tables.seat(table.code)


@pytest.fixture
def say(table):
    """Store a note and return it: `say("Koffie")`, `say("Bus", Question.IMPROVE, at=other_table, approved=False)`."""

    def store(text, question=Question.GOOD, at=table, approved=True, device=None):
        receipt = notes.submit(tables.seat(at.code), device or uuid4(), uuid4(), question, text)
        return moderation.approve(receipt.note.pk, receipt.note.changed_at) if approved else receipt.note

    return store


@pytest.fixture
def idea(say, meeting):
    """Store an action note on display in a group of its own and return the group: `idea("Bus", at=other_table)`."""

    def store(text, title="", **options):
        note = say(text, Question.ACTION, **options)
        note.group = Group.objects.create(meeting=meeting, question=Question.ACTION, title=title or text)
        note.save(update_fields=["group"])
        return note.group

    return store


@pytest.fixture
def at_once(race):
    """Make calls at the same moment; returns what each raised by name, or "done"."""
    return lambda *calls: sorted(
        type(found).__name__ if isinstance(found, Exception) else "done" for found in race(calls)
    )


@pytest.fixture
def during():
    """Make a second call while the transaction of the first is still open: `during(first, second)`."""

    def run(first, second):
        is_done = threading.Event()

        def hold():
            try:
                with transaction.atomic():
                    first()
                    is_done.set()
                    time.sleep(0.4)
            finally:
                is_done.set()
                connection.close()

        thread = threading.Thread(target=hold)
        thread.start()
        is_done.wait()
        second()
        thread.join()

    return run


@pytest.fixture
def publish_report(meeting):
    """Make the report of the meeting from the notes of this moment, and publish its page: `publish_report()`."""

    def publish():
        page = drafting.draft(meeting)
        page.get_latest_revision().publish()
        return ReportPage.objects.get(pk=page.pk)

    return publish


@pytest.fixture(autouse=True)
def _full_buckets():
    """What one test sent does not count for the next."""
    for bucket in (limits.notes, limits.devices, limits.votes, limits.vouchers, limits.guesses, limits.alarms):
        bucket.left.clear()


@pytest.fixture
def queries(visitor):
    """Return how many queries an address costs, when what is kept in memory between requests is there already."""

    def count(address):
        visitor.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert visitor.get(address).status_code == 200
        return len(captured)

    return count
