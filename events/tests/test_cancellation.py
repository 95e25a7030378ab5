from datetime import date

import pytest

from events import cancellation
from events.models import EventPage, FeedEntry

from .factories import draft, publish, published

DAY = date(2026, 6, 11)


def series(agenda, **fields) -> EventPage:
    return published(agenda, repeats="weekly", repeat_count=4, **fields)


def test_cancelled_event_is_published_as_cancelled(agenda, editor):
    page = published(agenda)
    cancellation.cancel(page, "Storm", editor)
    page.refresh_from_db()
    assert (page.status, page.status_reason, page.live) == ("cancelled", "Storm", True)
    assert page.latest_revision.user == editor
    assert b"STATUS:CANCELLED" in bytes(FeedEntry.objects.get().ical)


def test_cancelled_dates_are_off_and_the_others_go_on(agenda, editor):
    page = series(agenda)
    cancellation.cancel_dates(page, [DAY], "Ziek", editor)
    rows = page.occurrences.order_by("on").values_list("on", "status", "reason")
    assert [row for row in rows if row[1] == "cancelled"] == [(DAY, "cancelled", "Ziek")]
    assert len(rows) == 4


def test_cancelling_publishes_nothing_of_a_draft_and_keeps_it(agenda, editor):
    page = series(agenda)
    page.title, page.repeat_count = "Stamppot eten", None  # A draft may have no end yet.
    page.save_revision(clean=False)
    cancellation.cancel_dates(page, [DAY], "Ziek", editor)
    page = EventPage.objects.get(pk=page.pk)
    assert (page.title, page.has_unpublished_changes) == ("Soep eten", True)
    later = page.get_latest_revision_as_object()
    assert later.title == "Stamppot eten"
    assert [str(change) for change in later.date_changes.all()] == ["2026-06-11 cancelled"]
    assert [str(change) for change in page.date_changes.all()] == ["2026-06-11 cancelled"]


def test_change_of_a_date_makes_way_for_its_cancellation(agenda, editor):
    page = series(agenda)
    page.date_changes.create(on=DAY, kind="moved", venue=None)
    page = publish(page)
    cancellation.cancel_dates(page, [DAY], "Ziek", editor)
    assert [str(change) for change in page.date_changes.all()] == ["2026-06-11 cancelled"]


@pytest.mark.parametrize("days", [[], [date(2026, 6, 12)], [DAY, date(2027, 1, 1)]])
def test_dates_that_the_series_does_not_have_are_refused(agenda, editor, days):
    page = series(agenda)
    with pytest.raises(cancellation.NothingToCancel):
        cancellation.cancel_dates(page, days, "Ziek", editor)
    assert not page.date_changes.exists()


def test_what_is_not_public_or_off_already_is_refused(agenda, editor):
    for page in (draft(agenda), published(agenda, status="cancelled")):
        with pytest.raises(cancellation.NothingToCancel):
            cancellation.cancel(page, "Storm", editor)
