"""What a series is on the site, and what a calendar program reads in its bytes: the same dates."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.urls import reverse
from wagtail.models import Locale, Page, PageViewRestriction

from events import ical, publishing, series
from events.models import EventPage, FeedEntry, Holiday, Occurrence, Venue

from .factories import AMSTERDAM, EVENING, change, draft, publish, published, repeated
from .test_ical import faults

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring")]


@pytest.fixture
def spring():
    """Hold the clock, because the horizon of the dates hangs on it."""
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        yield


def entry(page) -> FeedEntry:
    return FeedEntry.objects.get(uid=page.uid)


def fragment(page) -> str:
    return bytes(entry(page).ical).replace(b"\r\n ", b"").decode()


def lines(page, *names: str) -> list[str]:
    return [line for line in fragment(page).split("\r\n") if line.startswith(names)]


def shown(page) -> list[tuple[datetime, datetime]]:
    """Return what a calendar program shows of the event, without what is cancelled."""
    data = ical.file(bytes(entry(page).ical))
    assert faults(data) == []
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(
        datetime(2000, 1, 1, tzinfo=UTC), datetime(2060, 1, 1, tzinfo=UTC)
    )
    going_on = [event for event in found if event["STATUS"] != "CANCELLED"]
    return sorted((event["DTSTART"].dt, event["DTEND"].dt) for event in going_on)


def held(page) -> list[tuple[datetime, datetime]]:
    """Return the rows of the event that go ahead."""
    rows = page.occurrences.exclude(status="cancelled").values_list("starts_at", "ends_at")
    if not page.all_day:
        return list(rows)
    days = [tuple(moment.astimezone(AMSTERDAM).date() for moment in row) for row in rows]
    return [(first, last + timedelta(days=1)) for first, last in days]


def days(page) -> list[str]:
    return [str(on) for on in page.occurrences.values_list("on", flat=True)]


@pytest.mark.parametrize(
    ("fields", "rule", "dates"),
    [
        ({"repeats": "daily", "repeat_every": 2, "repeat_count": 3}, "FREQ=DAILY;COUNT=3;INTERVAL=2", "04 06 08"),
        (
            {"repeats": "weekly", "repeat_weekdays": [1, 3], "repeat_until": date(2026, 6, 16)},
            "FREQ=WEEKLY;UNTIL=20260616T215959Z;BYDAY=TU,TH",
            "04 09 11 16",
        ),
        ({"repeats": "monthly-day", "repeat_count": 2}, "FREQ=MONTHLY;COUNT=2;BYMONTHDAY=4", "04 04"),
        ({"repeats": "monthly-weekday", "repeat_count": 2}, "FREQ=MONTHLY;COUNT=2;BYDAY=1TH", "04 02"),
        ({"repeats": "yearly", "repeat_count": 2}, "FREQ=YEARLY;COUNT=2", "04 04"),
    ],
)
def test_every_kind_of_series_is_read_as_its_rows(agenda, fields, rule, dates):
    page = repeated(agenda, **fields)
    assert lines(page, "RRULE") == [f"RRULE:{rule}"]
    assert [day[-2:] for day in days(page)] == dates.split()
    assert shown(page) == held(page)


def test_series_of_whole_days_is_counted_and_has_dates(agenda):
    page = repeated(
        agenda,
        all_day=True,
        starts_at=datetime(2026, 3, 26, 0, 0, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 3, 27, 23, 59, tzinfo=AMSTERDAM),
        repeats="daily",
        repeat_until=date(2026, 4, 1),
        changes=[change("2026-03-29", "skipped"), change("2026-03-30")],
    )
    assert lines(page, "RRULE", "EXDATE", "RECURRENCE-ID") == [
        "RRULE:FREQ=DAILY;COUNT=7",
        "EXDATE;VALUE=DATE:20260329",
        "RECURRENCE-ID;VALUE=DATE:20260330",
    ]
    assert shown(page) == held(page)


def test_series_that_ends_before_it_begins_has_its_first_date(agenda):
    page = repeated(agenda, repeat_until=date(2026, 7, 3))
    EventPage.objects.filter(pk=page.pk).update(repeat_until=date(2026, 6, 1))
    publishing.announce(page)
    assert lines(page, "RRULE") == ["RRULE:FREQ=WEEKLY;COUNT=1;BYDAY=TH"]
    assert days(page) == ["2026-06-04"]
    assert shown(page) == held(page)


def test_wall_clock_stays_when_the_clocks_change(agenda):
    page = repeated(agenda, starts_at=datetime(2026, 10, 18, 19, 30, tzinfo=AMSTERDAM), repeat_count=3)
    assert [start.hour for start, _end in held(page)] == [17, 18, 18]
    assert shown(page) == held(page)
    assert lines(page, "RECURRENCE-ID") == []


@pytest.mark.parametrize("last", ["2026-03-28T20:00", "2026-10-24T20:00"])
def test_night_in_which_the_clocks_change_has_a_start_and_an_end_of_its_own(agenda, last):
    starts_at = datetime.fromisoformat(last).replace(tzinfo=AMSTERDAM) - timedelta(days=7)
    page = repeated(agenda, starts_at=starts_at, ends_at=starts_at + timedelta(hours=12), repeat_count=3)
    assert len(lines(page, "RECURRENCE-ID")) == 1
    assert shown(page) == held(page)
    assert [end.astimezone(AMSTERDAM).hour for _start, end in held(page)] == [8, 8, 8]
    assert set(page.occurrences.values_list("status", flat=True)) == {"planned"}


def test_exceptions_stand_in_the_rows_and_in_the_bytes(agenda):
    there = Venue.objects.create(name="Buurthuis", address="Kade 1")
    moved_to = datetime(2026, 6, 26, 20, 0, tzinfo=AMSTERDAM)
    page = repeated(
        agenda,
        description="<p>Kom erbij!</p>",
        changes=[
            change("2026-06-11", "skipped"),
            change("2026-06-18", reason="Storm, helaas"),
            change("2026-06-25", "moved", starts_at=moved_to, ends_at=moved_to + timedelta(hours=2)),
            change("2026-07-02", "moved", venue=there, reason="Groter"),
        ],
    )
    assert list(page.occurrences.values_list("on", "status", "reason", "venue")) == [
        (date(2026, 6, 4), "planned", "", None),
        (date(2026, 6, 18), "cancelled", "Storm, helaas", None),
        (date(2026, 6, 25), "changed", "", None),
        (date(2026, 7, 2), "changed", "Groter", there.pk),
    ]
    assert shown(page) == held(page)
    assert lines(page, "UID", "SEQUENCE", "SUMMARY", "STATUS", "EXDATE", "RECURRENCE-ID", "DESCRIPTION", "LOC") == [
        "SUMMARY:Soep eten",
        f"UID:{page.uid}",
        "SEQUENCE:0",
        "EXDATE;TZID=Europe/Amsterdam:20260611T173000",
        "DESCRIPTION:Kom erbij!",
        "STATUS:CONFIRMED",
        "SUMMARY:GEANNULEERD: Soep eten",
        f"UID:{page.uid}",
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20260618T173000",
        "SEQUENCE:0",
        "DESCRIPTION:Storm\\, helaas\\n\\nKom erbij!",
        "STATUS:CANCELLED",
        "SUMMARY:Soep eten",
        f"UID:{page.uid}",
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20260625T173000",
        "SEQUENCE:0",
        "DESCRIPTION:Kom erbij!",
        "STATUS:CONFIRMED",
        "SUMMARY:Soep eten",
        f"UID:{page.uid}",
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20260702T173000",
        "SEQUENCE:0",
        "DESCRIPTION:Groter\\n\\nKom erbij!",
        "LOCATION:Buurthuis\\, Kade 1",
        "STATUS:CONFIRMED",
    ]


def test_series_begins_with_a_date_that_is_held(agenda):
    page = repeated(agenda, repeat_every=2, changes=[change("2026-06-04", "skipped"), change("2026-07-02", "skipped")])
    assert lines(page, "DTSTART", "RRULE", "EXDATE") == [
        "DTSTART;TZID=Europe/Amsterdam:20260618T173000",
        "RRULE:FREQ=WEEKLY;COUNT=4;INTERVAL=2;BYDAY=TH",
        "EXDATE;TZID=Europe/Amsterdam:20260702T173000",
    ]
    assert shown(page) == held(page)


def test_holiday_skips_dates_unless_an_editor_said_something_of_them(agenda):
    Holiday.objects.create(name="Zomer", first_on=date(2026, 6, 11), last_on=date(2026, 6, 25))
    page = repeated(agenda, skips_holidays=True, changes=[change("2026-06-18", "moved", reason="Toch")])
    assert days(page) == ["2026-06-04", "2026-06-18", "2026-07-02"]
    assert days(repeated(agenda)) == ["2026-06-04", "2026-06-11", "2026-06-18", "2026-06-25", "2026-07-02"]
    assert shown(page) == held(page)


def test_series_without_any_date_was_never_announced(agenda):
    Holiday.objects.create(name="Zomer", first_on=date(2026, 6, 1), last_on=date(2026, 9, 1))
    repeated(agenda, skips_holidays=True)
    assert not Occurrence.objects.exists()
    assert not FeedEntry.objects.exists()


def test_series_of_which_every_date_is_skipped_is_off_and_comes_back(agenda):
    page = repeated(agenda, skips_holidays=True)
    holiday = Holiday.objects.create(name="Zomer", first_on=date(2026, 6, 1), last_on=date(2026, 9, 1))
    publish(page)
    assert (entry(page).is_withdrawn, entry(page).sequence) == (True, 1)
    assert lines(page, "RRULE", "EXDATE", "STATUS") == ["RRULE:FREQ=WEEKLY;COUNT=5;BYDAY=TH", "STATUS:CANCELLED"]
    assert shown(page) == held(page) == []
    holiday.delete()
    publish(page)
    assert (entry(page).is_withdrawn, entry(page).sequence) == (False, 2)
    assert len(shown(page)) == len(held(page)) == 5


def test_moved_date_of_a_cancelled_series_stays_cancelled(agenda):
    moved_to = datetime(2026, 6, 12, 20, 0, tzinfo=AMSTERDAM)
    moved = change("2026-06-11", "moved", starts_at=moved_to, ends_at=moved_to + timedelta(hours=2))
    page = repeated(agenda, changes=[moved], status="cancelled", status_reason="Brand")
    assert set(page.occurrences.values_list("status", "reason")) == {("cancelled", "Brand")}
    assert lines(page, "STATUS") == ["STATUS:CANCELLED"] * 2
    assert shown(page) == held(page) == []


@pytest.mark.parametrize(
    ("fields", "changes", "sequence"),
    [
        ({"title": "Brood"}, [], 0),
        ({"repeat_count": 6}, [], 1),
        ({"repeat_every": 2}, [], 1),
        ({"repeat_weekdays": [3, 4]}, [], 1),
        ({"repeats": ""}, [], 1),
        ({}, [change("2026-06-11")], 1),
        ({}, [change("2026-06-11", "skipped")], 1),
        ({}, [change("2026-06-11", "moved", starts_at=EVENING, ends_at=EVENING + timedelta(hours=1))], 1),
        ({}, [change("2027-06-11")], 0),
    ],
)
def test_sequence_counts_rule_and_exceptions(agenda, fields, changes, sequence):
    page = repeated(agenda)
    page.date_changes = changes
    page = publish(page, **fields)
    assert entry(page).sequence == sequence
    publish(page)
    assert entry(page).sequence == sequence


def test_reason_alone_is_told_without_counting(agenda):
    page = repeated(agenda, changes=[change("2026-06-11")])
    page.date_changes = [change("2026-06-11", reason="Storm")]
    page = publish(page)
    assert entry(page).sequence == 0
    assert "DESCRIPTION:Storm" in fragment(page)


def test_rows_keep_their_ids_when_the_series_changes(agenda):
    page = repeated(agenda)
    before = dict(page.occurrences.values_list("on", "pk"))
    page = publish(page, repeat_count=7, starts_at=EVENING.replace(hour=16))
    after = dict(page.occurrences.values_list("on", "pk"))
    assert {on: after[on] for on in before} == before
    assert len(after) == 7
    assert {start.hour for start, _end in held(page)} == {14}
    page = publish(page, repeat_count=2)
    assert dict(page.occurrences.values_list("on", "pk")) == dict(list(before.items())[:2])


def test_rows_lie_within_two_years_and_bytes_hold_all(agenda):
    page = repeated(agenda, repeats="yearly", starts_at=EVENING.replace(year=2022), repeat_count=10)
    assert [day[:4] for day in days(page)] == ["2024", "2025", "2026", "2027"]
    assert len(shown(page)) == 10


def test_series_leaves_the_feeds_after_its_last_date(agenda):
    assert entry(repeated(agenda)).leaves_on == date(2026, 10, 1)
    assert entry(repeated(agenda, changes=[change("2026-07-02", "skipped")])).leaves_on == date(2026, 9, 24)


@pytest.mark.parametrize("number", [3, 60])
def test_publication_asks_as_many_queries_however_many_dates(agenda, number, django_assert_num_queries):
    venue = Venue.objects.create(name="Buurthuis")
    changes = [change(str(date(2026, 6, 5) + timedelta(days=day)), venue=venue) for day in range(number - 2)]
    page = draft(agenda, repeats="daily", repeat_count=number, skips_holidays=True)
    page.date_changes = changes
    page.save()
    page.live = True
    EventPage.objects.filter(pk=page.pk).update(live=True)
    with django_assert_num_queries(21):
        publishing.announce(page)


@pytest.mark.parametrize("others", [1, 3])
def test_publication_asks_as_many_queries_however_many_events(agenda, others, django_assert_num_queries):
    for number in range(others):
        repeated(agenda, f"Ander {number}", skips_holidays=True)
    page = repeated(agenda)
    with django_assert_num_queries(14):
        publishing.announce(page)


def test_dates_of_a_page_that_was_never_saved(db):
    page = EventPage(title="x", starts_at=EVENING, ends_at=EVENING + timedelta(hours=1), repeats="weekly")
    page.repeat_count = 3
    page.date_changes = [change("2026-06-11", "skipped")]
    assert [str(day.on) for day in series.dates(page)] == ["2026-06-04", "2026-06-18"]
    assert [day.is_skipped for day in series.dates(page, with_skipped=True)] == [False, True, False]
    assert series.dates(EventPage(title="x")) == []


def test_event_that_happens_once_ignores_changes_of_dates(agenda):
    page = published(agenda)
    page.date_changes = [change("2026-06-04")]
    page = publish(page)
    assert shown(page) == held(page) == [(EVENING, EVENING + timedelta(minutes=90))]


def test_copy_has_the_same_dates_and_changes_under_a_name_of_its_own(agenda):
    page = repeated(agenda, changes=[change("2026-06-11"), change("2026-06-18", "skipped")])
    copy = EventPage.objects.get(pk=page.copy(update_attrs={"slug": "nog-eens"}).pk)
    assert copy.uid != page.uid
    assert held(copy) == held(page)
    assert lines(copy, "EXDATE", "RECURRENCE-ID") == lines(page, "EXDATE", "RECURRENCE-ID")
    copy.date_changes = []
    publish(copy)
    assert page.date_changes.count() == 2


def test_alias_of_a_series_has_neither_dates_nor_an_entry(agenda, wijk):
    page = repeated(agenda)
    alias = EventPage.objects.get(pk=page.create_alias(parent=wijk).pk)
    page.date_changes = [change("2026-06-11")]
    publish(page)
    assert not alias.occurrences.exists()
    assert [found.uid for found in FeedEntry.objects.all()] == [page.uid]


def test_translation_of_a_series_has_a_uid_and_changes_of_its_own(agenda):
    page = repeated(agenda, changes=[change("2026-06-11", reason="Storm")])
    english = Locale.objects.create(language_code="en")
    translated = publish(EventPage.objects.get(pk=page.copy_for_translation(english, copy_parents=True).pk))
    assert translated.uid != page.uid
    assert held(translated) == held(page)
    assert lines(translated, "SUMMARY") == ["SUMMARY:Soep eten", "SUMMARY:CANCELLED: Soep eten"]


def test_draft_changes_of_dates_are_told_when_they_are_published(agenda):
    page = repeated(agenda)
    before = entry(page).ical
    page.date_changes = [change("2026-06-11")]
    revision = page.save_revision()
    assert (entry(page).ical, page.occurrences.filter(status="cancelled").count()) == (before, 0)
    revision.publish()
    assert page.occurrences.filter(status="cancelled").count() == 1


def test_older_revision_brings_its_dates_back_and_a_higher_sequence(agenda):
    page = repeated(agenda, changes=[change("2026-06-11")])
    older = page.latest_revision
    page.date_changes = []
    page = publish(page, repeat_count=3)
    older.publish()
    assert entry(page).sequence == 2
    assert list(page.occurrences.values_list("status", flat=True)) == ["planned", "cancelled"] + ["planned"] * 3
    assert shown(page) == held(page)


def test_series_that_moves_changes_its_address_alone(agenda, wijk):
    page = repeated(agenda, changes=[change("2026-06-11")])
    page.move(wijk, pos="last-child")
    assert entry(page).sequence == 0
    assert set(lines(page, "URL")) == {"URL:http://testserver/wijken/oeverwijk/soep-eten/"}
    assert len(lines(page, "URL")) == 2


@pytest.mark.parametrize("end", ["unpublish", "delete", "above"])
def test_withdrawn_series_is_off_on_every_date(agenda, end):
    moved_to = datetime(2026, 6, 26, 20, 0, tzinfo=AMSTERDAM)
    moved = change("2026-06-25", "moved", reason="Geheim", starts_at=moved_to, ends_at=moved_to + timedelta(hours=2))
    page = repeated(agenda, changes=[change("2026-06-11", "skipped"), moved])
    {"unpublish": page.unpublish, "delete": page.delete, "above": Page.objects.get(pk=agenda.pk).delete}[end]()
    assert (entry(page).is_withdrawn, entry(page).sequence, entry(page).leaves_on) == (True, 1, date(2026, 8, 2))
    assert lines(page, "STATUS", "RECURRENCE-ID", "DESCRIPTION") == [
        "STATUS:CANCELLED",
        "RECURRENCE-ID;TZID=Europe/Amsterdam:20260625T173000",
        "STATUS:CANCELLED",
    ]
    assert shown(page) == []
    assert not Occurrence.objects.exists()


def test_private_series_that_is_deleted_leaves_no_word(agenda):
    page = repeated(agenda, changes=[change("2026-06-11", reason="Geheim")])
    PageViewRestriction.objects.create(page=agenda, restriction_type=PageViewRestriction.LOGIN)
    page.delete()
    assert bytes(entry(page).ical) == b""


def test_file_of_a_series_holds_its_exceptions(agenda, visitor):
    page = repeated(agenda, changes=[change("2026-06-11")])
    body = visitor.get(reverse("events:event", args=[page.uid])).content
    assert (body.count(b"BEGIN:VEVENT"), body.count(b"BEGIN:VCALENDAR"), faults(body)) == (2, 1, [])
