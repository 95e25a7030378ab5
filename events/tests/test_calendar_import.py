from datetime import date, datetime

import pytest
import time_machine

from events import calendar_import, ical, series
from events.models import CalendarSource, DateChange, EventPage, FeedEntry, ImportedEvent, Venue

from .factories import AMSTERDAM, EVENING, draft, publish, published
from .test_calendar_file import at, calendar, event

pytestmark = pytest.mark.django_db
SOUP = ["SUMMARY:Soep", "DTSTART;TZID=Europe/Amsterdam:20260604T173000", "DURATION:PT90M"]


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM), tick=False):
        yield


@pytest.fixture
def source(agenda) -> CalendarSource:
    return CalendarSource.objects.create(name="Buurthuis De Oever", parent=agenda)


def read(source, *parts: str, is_whole=False):
    """Read a calendar; return the kinds of the lines in its report."""
    lines = calendar_import.read_file(source, calendar(*parts), is_whole=is_whole)
    return [line.kind for line in lines]


def drafted(title: str) -> EventPage:
    return EventPage.objects.get(title=title).get_latest_revision_as_object()


def the_draft() -> EventPage:
    return EventPage.objects.get().get_latest_revision_as_object()


def test_event_becomes_a_draft(source, agenda, theme):
    venue = Venue.objects.create(name="Buurthuis", address="Oeverweg 1", place="Lindestad")
    lines = [*SOUP, "LOCATION:buurthuis\\, Oeverweg 1", "CATEGORIES:ONTMOETING,Iets", "URL:https://oever.example/soep"]
    assert read(source, event(*lines, "DESCRIPTION:Kom <b>erbij</b> & eet")) == ["made"]
    page = EventPage.objects.get()
    assert page.get_parent().specific == agenda
    assert not page.live
    assert (page.title, page.starts_at, page.ends_at) == ("Soep", EVENING, at(2026, 6, 4, 19, 0))
    assert (page.venue, list(page.themes.all())) == (venue, [theme])
    assert page.organiser == "Buurthuis De Oever"
    assert page.description == (
        '<p>Kom erbij &amp; eet</p><p><a href="https://oever.example/soep">Meer over deze activiteit</a></p>'
    )
    assert page.latest_revision.content_object == page
    assert not FeedEntry.objects.exists()
    assert source.report == [
        {"kind": "made", "title": "Soep", "text": "Een nieuw concept.", "page": page.pk},
    ]


def test_script_in_a_text_is_text(source):
    read(source, event(*SOUP, "DESCRIPTION:<script>alert(1)</script><p onclick=x>a < b</p>", "LOCATION:<i>Kerk"))
    assert "<script" not in the_draft().description
    assert "onclick" not in the_draft().description
    assert "&lt;" in the_draft().description


def test_reading_again_changes_nothing(source):
    parts = [event(*SOUP), event(*SOUP, "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20260611T173000", uid="reeks")]
    assert read(source, *parts) == ["made", "made"]
    revisions = [page.latest_revision_id for page in EventPage.objects.all()]
    assert read(source, *parts) == ["counted"]
    assert [page.latest_revision_id for page in EventPage.objects.all()] == revisions


def test_change_there_is_a_change_of_the_draft(source):
    read(source, event(*SOUP))
    assert read(source, event(SOUP[0], "DTSTART:20260605T180000", "DURATION:PT1H", "SEQUENCE:1")) == ["changed"]
    assert the_draft().starts_at == at(2026, 6, 5, 18, 0)
    assert ImportedEvent.objects.get().sequence == 1


def test_change_there_waits_beside_a_live_page(source):
    read(source, event(*SOUP))
    publish(the_draft())
    assert read(source, event("SUMMARY:Snert", *SOUP[1:])) == ["changed"]
    page = EventPage.objects.get()
    assert (page.live, page.title, page.has_unpublished_changes) == (True, "Soep", True)
    assert the_draft().title == "Snert"


def test_what_an_editor_changed_stays_and_the_rest_is_renewed(source):
    read(source, event(*SOUP))
    publish(the_draft(), title="Samen soep eten")
    assert read(source, event("SUMMARY:Snert", "DTSTART:20260605T180000", "DURATION:PT1H")) == ["changed"]
    page = the_draft()
    assert (page.title, page.starts_at) == ("Samen soep eten", at(2026, 6, 5, 18, 0))
    assert "titel" in source.report[0]["text"]
    assert read(source, event("SUMMARY:Pap", "DTSTART:20260605T180000", "DURATION:PT1H")) == ["kept"]
    assert the_draft().title == "Samen soep eten"


def test_text_that_an_editor_opened_and_saved_counts_as_unchanged(source):
    read(source, event(*SOUP, "DESCRIPTION:Een\\n\\nTwee"))
    page = the_draft()
    publish(page, description=page.description.replace("<p>", '<p data-block-key="a1b2c">'))
    assert read(source, event(*SOUP, "DESCRIPTION:Drie")) == ["changed"]
    assert the_draft().description == "<p>Drie</p>"


@pytest.mark.parametrize(
    ("lines", "kinds"),
    [
        (["SEQUENCE:1"], ["skipped"]),
        (["SEQUENCE:2", "LAST-MODIFIED:20260401T000000Z"], ["skipped"]),
        (["SEQUENCE:2", "LAST-MODIFIED:20260601T000000Z"], ["changed"]),
        (["SEQUENCE:2"], ["changed"]),
        (["SEQUENCE:3", "LAST-MODIFIED:20260401T000000Z"], ["changed"]),
    ],
)
def test_only_what_is_newer_is_taken(source, lines, kinds):
    read(source, event(*SOUP, "SEQUENCE:2", "LAST-MODIFIED:20260501T000000Z"))
    assert read(source, event("SUMMARY:Snert", *SOUP[1:], *lines)) == kinds


def test_deleted_page_does_not_come_back(source):
    read(source, event(*SOUP))
    EventPage.objects.get().delete()
    assert read(source, event(*SOUP)) == ["counted"]
    assert read(source, event("SUMMARY:Snert", *SOUP[1:])) == ["skipped"]
    assert not EventPage.objects.exists()


def test_cancelled_event_is_never_made_and_a_known_one_gets_a_draft(source):
    assert read(source, event(*SOUP, "STATUS:CANCELLED")) == ["skipped"]
    read(source, event(*SOUP))
    publish(the_draft())
    assert read(source, event("SUMMARY:GEANNULEERD: Soep", *SOUP[1:], "STATUS:CANCELLED")) == ["cancelled"]
    assert EventPage.objects.get().status == "planned"
    assert (the_draft().title, the_draft().status) == ("Soep", "cancelled")
    assert the_draft().status_reason


def test_event_that_vanished_from_an_address_gets_a_draft_that_cancels_it_once(source):
    other = event("SUMMARY:Anders", *SOUP[1:], uid="anders")
    read(source, event(*SOUP), other)
    assert read(source, other) == ["counted"]
    assert read(source, other, is_whole=True) == ["counted", "cancelled"]
    assert drafted("Soep").status == "cancelled"
    assert read(source, other, is_whole=True) == ["counted"]
    assert read(source, event(*SOUP), other, is_whole=True) == ["changed", "counted"]
    assert drafted("Soep").status == "planned"


def test_event_that_is_over_does_not_count_as_vanished(source):
    other = event("SUMMARY:Anders", "DTSTART:20260801T100000", "DURATION:PT1H", uid="anders")
    read(source, event(*SOUP), other)
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=AMSTERDAM), tick=False):
        assert read(source, other, is_whole=True) == ["counted"]


def test_calendar_without_activities_cancels_nothing(source):
    read(source, event(*SOUP))
    assert read(source, is_whole=True) == ["failed"]
    assert the_draft().status == "planned"


def test_locked_page_is_left_and_tried_again(source, editor):
    read(source, event(*SOUP))
    EventPage.objects.update(locked=True, locked_by=editor)
    assert read(source, event("SUMMARY:Snert", *SOUP[1:])) == ["skipped"]
    EventPage.objects.update(locked=False, locked_by=None)
    assert read(source, event("SUMMARY:Snert", *SOUP[1:])) == ["changed"]


def test_series_that_the_site_refuses_is_told(source):
    lines = ["SUMMARY:Vijfde", "DTSTART:20260630T100000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYMONTHDAY=30;COUNT=5"]
    assert read(source, event(*lines)) == ["skipped"]
    assert "28" in source.report[0]["text"]
    assert not EventPage.objects.exists()


def test_own_activity_that_comes_back_is_left_out(source, agenda):
    own = published(agenda)
    assert read(source, event(*SOUP, uid=str(own.uid))) == ["skipped"]
    assert EventPage.objects.count() == 1


def test_flood_is_taken_in_parts(source, monkeypatch):
    monkeypatch.setattr(calendar_import, "MAX_NEW", 2)
    parts = [event(*SOUP, uid=str(number)) for number in range(5)]
    assert read(source, *parts) == ["made", "made", "skipped"]
    assert read(source, *parts) == ["made", "made", "skipped", "counted"]
    assert read(source, *parts) == ["made", "counted"]


def test_venue_is_found_only_when_one_fits(source):
    Venue.objects.create(name="Kerk", address="Plein 1")
    Venue.objects.create(name="Kerk", address="Plein 2")
    read(source, event(*SOUP, "LOCATION:Kerk"))
    assert the_draft().venue is None
    assert the_draft().description == "<p>Plaats: Kerk</p>"
    read(source, event(*SOUP, "LOCATION:Kerk\\, Plein 2"))
    assert the_draft().venue.address == "Plein 2"


def test_place_on_the_web_is_an_online_address(source):
    read(source, event(*SOUP, "LOCATION:https://video.example/oever"))
    assert the_draft().online_url == "https://video.example/oever"


def test_address_that_cannot_be_read_is_reported(source):
    source.address = "http://127.0.0.1/agenda.ics"
    assert [line.kind for line in calendar_import.read_address(source)] == ["failed"]
    source.refresh_from_db()
    assert source.read_at is not None
    assert len(source.report) == 1


def test_own_feed_read_elsewhere_gives_the_same_events(source, agenda, home_page, theme):
    venue = Venue.objects.create(name="Kerk", address="Plein 1", place="Lindestad")
    church = Venue.objects.create(name="Buurthuis", address="Oeverweg 1")
    rows = [
        {"title": "Soep", "venue": venue, "themes": [theme]},
        {"title": "Hele dag", "all_day": True, "ends_at": at(2026, 6, 5, 12, 0)},
        {"title": "Elke week", "repeats": "weekly", "repeat_weekdays": [1, 3], "repeat_count": 30, "venue": venue},
        {"title": "Eens per maand", "repeats": "monthly-weekday", "repeat_until": date(2026, 12, 31)},
        {"title": "Laatste", "repeats": "monthly-last-weekday", "repeat_count": 3, "starts_at": at(2026, 6, 25, 9, 0)},
        {"title": "Dagen", "all_day": True, "repeats": "daily", "repeat_every": 2, "repeat_count": 5},
        {
            "title": "Nacht",
            "repeats": "weekly",
            "repeat_count": 30,
            "starts_at": at(2026, 6, 6, 22),
            "ends_at": at(2026, 6, 7, 4),
        },
    ]
    for row in rows:
        page = draft(agenda, **row)
        if row["title"] == "Elke week":
            page.date_changes = [
                DateChange(on=date(2026, 6, 9), kind="cancelled", reason="De kok is ziek."),
                DateChange(on=date(2026, 6, 11), kind="skipped"),
                DateChange(
                    on=date(2026, 6, 16), kind="moved", starts_at=at(2026, 6, 17, 9), ends_at=at(2026, 6, 17, 10)
                ),
                DateChange(on=date(2026, 6, 18), kind="moved", venue=church),
            ]
        publish(page)
    before = {page.title: told(page) for page in EventPage.objects.all()}
    fragments = [bytes(entry.ical) for entry in FeedEntry.objects.order_by("starts_at", "uid")]
    data = ical.feed("Lindestad", "https://x.example/1.ics", "https://x.example/", fragments)
    for page in EventPage.objects.all():
        page.delete()

    lines = calendar_import.read_file(source, data)
    assert [line.kind for line in lines] == ["made"] * len(rows)
    assert {page.title: told(page) for page in EventPage.objects.all()} == before
    assert [line.kind for line in calendar_import.read_file(source, data)] == ["counted"]


def told(page: EventPage) -> list[tuple]:
    """What the dates of a page tell, in the end."""
    return [
        (day.on, day.starts_at, day.ends_at, day.is_cancelled, day.reason, day.venue and day.venue.name)
        for day in series.dates(page)
    ]
