from datetime import timedelta
from uuid import uuid4

import icalendar
import pytest
import time_machine
import vobject
from django.core.management import call_command
from django.utils import timezone

from events import notices, places, publishing, registration
from events.models import Deletion, EventPage, Holiday, Registration, Venue
from events.registration import Entry

from .factories import change, publish, published, repeated

pytestmark = pytest.mark.django_db
SOON = timezone.localtime().replace(hour=17, minute=30, second=0, microsecond=0) + timedelta(days=10)


@pytest.fixture
def does(django_capture_on_commit_callbacks, mailoutbox):
    """Do something and return who was mailed with which subject: `does(publish, event, title="Thee")`."""

    def run(writer, *args, **options):
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            writer(*args, **options)
        return [(message.to[0].split("@")[0], message.subject.split(":")[0]) for message in mailoutbox]

    return run


@pytest.fixture
def event(agenda):
    return published(agenda, starts_at=SOON, registration_open=True, capacity=2)


@pytest.fixture
def series(agenda):
    return repeated(agenda, starts_at=SOON, registration_open=True, repeat_count=4)


def enter(event, name="Noor", on=None, **fields) -> Registration:
    registration.register(event, on, uuid4(), Entry(name, f"{name.lower()}@example.org", **fields))
    return Registration.objects.filter(name=name).latest("pk")


def days(event) -> list:
    return [option.on for option in places.of(event)]


def test_moved_activity_tells_everybody_once_also_who_waits(event, does, mailoutbox):
    for name in ("Noor", "Sem", "Lot"):
        enter(event, name)
    registration.cancel(Registration.objects.get(name="Sem"))
    moved = {"starts_at": SOON + timedelta(days=1), "ends_at": SOON + timedelta(days=1, hours=1)}
    assert does(publish, event, **moved) == [("noor", "Er is iets veranderd"), ("lot", "Er is iets veranderd")]
    assert "17:30 – 19:00 wordt " in mailoutbox[0].body
    assert does(publish, EventPage.objects.get(pk=event.pk)) == []
    assert does(publishing.announce, event) == []


@pytest.mark.parametrize(
    "fields", [{"title": "Thee"}, {"summary": "Lekker"}, {"description": "<p>Warm</p>"}, {"capacity": 5}, {}]
)
def test_what_changes_nothing_for_people_mails_nobody(event, does, fields):
    enter(event)
    assert does(publish, event, **fields) == []


def test_other_place_is_news_and_another_spelling_is_not(event, does, mailoutbox):
    venue = Venue.objects.create(name="Buurthuis", address="Kade 1")
    enter(event)
    assert does(publish, event, venue=venue) == [("noor", "Er is iets veranderd")]
    assert "De plek: Buurthuis" in mailoutbox[0].body
    venue.name = "Buurthuis De Kade"
    venue.save()
    assert does(publishing.retell, [EventPage.objects.get(pk=event.pk)]) == []


def test_cancelled_activity_tells_everybody_once_and_what_goes_ahead_after_all_too(event, does, mailoutbox):
    enter(event)
    off = {"status": "cancelled", "status_reason": "De kok is ziek."}
    assert does(publish, event, **off) == [("noor", "Het gaat niet door")]
    assert "De kok is ziek." in mailoutbox[0].body
    event = EventPage.objects.get(pk=event.pk)
    assert does(publish, event) == []
    assert does(publish, event, status="planned", status_reason="") == [("noor", "Er is iets veranderd")]
    assert "gaat toch door" in mailoutbox[0].body


def test_word_of_the_editor_that_something_changed_is_news_and_its_end_is_not(event, does):
    enter(event)
    changed = {"status": "changed", "status_reason": "Neem een jas mee."}
    assert does(publish, event, **changed) == [("noor", "Er is iets veranderd")]
    assert does(publish, EventPage.objects.get(pk=event.pk), status="planned", status_reason="") == []


def test_withdrawn_activity_tells_everybody_once(event, does):
    enter(event)
    assert does(event.unpublish) == [("noor", "Het gaat niet door")]
    assert does(publishing.withdraw, event) == []
    assert does(publish, EventPage.objects.get(pk=event.pk)) == [("noor", "Er is iets veranderd")]


def test_deleted_activity_tells_everybody_and_leaves_a_number(event, does, mailoutbox):
    enter(event)
    enter(event, "Sem")
    assert does(event.delete) == [("noor", "Het gaat niet door"), ("sem", "Het gaat niet door")]
    assert "aanmelding/" not in mailoutbox[0].body
    assert Registration.objects.count() == 0
    assert list(Deletion.objects.values_list("event_title", "reason", "number")) == [("Soep eten", "event", 2)]


def test_activities_below_a_deleted_page_tell_too(wijk, does):
    enter(published(wijk, starts_at=SOON, registration_open=True))
    assert does(wijk.delete) == [("noor", "Het gaat niet door")]


def test_withdrawn_activity_that_is_deleted_mails_nobody_again(event, does):
    enter(event)
    event.unpublish()
    assert does(EventPage.objects.get(pk=event.pk).delete) == []
    assert Deletion.objects.get().number == 1


def test_date_of_a_series_tells_who_comes_on_that_date(series, does, mailoutbox):
    first, second, third, _last = days(series)
    enter(series, "Noor", on=first)
    enter(series, "Sem", on=second)
    enter(series, "Lot", on=third)
    series.date_changes = [change(str(first), reason="Griep"), change(str(second), "skipped")]
    assert does(publish, series) == [("noor", "Het gaat niet door"), ("sem", "Het gaat niet door")]
    assert "Griep" in mailoutbox[0].body
    assert does(publish, EventPage.objects.get(pk=series.pk)) == []


def test_holiday_tells_who_comes_on_a_date_that_it_skips(series, does):
    first, second, *_ = days(series)
    enter(series, "Noor", on=first)
    enter(series, "Sem", on=second)
    series = publish(series, skips_holidays=True)
    Holiday.objects.create(name="Herfst", first_on=second, last_on=second)
    assert does(publishing.retell, [series]) == [("sem", "Het gaat niet door")]


def test_who_comes_always_hears_of_each_date(series, does, mailoutbox):
    series = publish(series, registers_per_date=False)
    enter(series)
    second = list(series.occurrences.values_list("on", flat=True))[1]
    series.date_changes = [change(str(second), reason="Griep")]
    assert does(publish, series) == [("noor", "Er is iets veranderd")]
    assert "gaat niet door." in mailoutbox[0].body
    series = EventPage.objects.get(pk=series.pk)
    assert does(publish, series, starts_at=SOON + timedelta(hours=1), ends_at=SOON + timedelta(hours=2)) == [
        ("noor", "Er is iets veranderd")
    ]


def test_longer_series_is_no_news(series, does):
    series = publish(series, registers_per_date=False)
    enter(series)
    assert does(publish, series, repeat_count=8) == []


def test_editor_knows_beforehand_how_many_would_be_told(event):
    enter(event)
    enter(event, "Sem")
    draft = EventPage.objects.get(pk=event.pk)
    assert notices.would_be_told(draft) == 0
    draft.starts_at = SOON + timedelta(minutes=30)
    assert notices.would_be_told(draft) == 2
    assert notices.would_be_told(event, is_withdrawn=True) == 2
    assert notices.would_be_told(EventPage(title="x")) == 0


def test_past_dates_are_no_news(series, does):
    first, *_ = days(series)
    enter(series, on=first)
    with time_machine.travel(SOON + timedelta(days=1)):
        series.date_changes = [change(str(first))]
        assert does(publish, series) == []


def ics(message) -> bytes:
    (part,) = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    return part.get_payload(decode=True)


def test_confirmation_has_the_entry_of_the_feeds(event, does, mailoutbox):
    does(enter, event)
    found = ics(mailoutbox[0])
    assert bytes(event.feed_entry.ical) in found
    assert b"METHOD" not in found
    (entry,) = icalendar.Calendar.from_ical(found).walk("VEVENT")
    assert (entry["UID"], entry.start) == (str(event.uid), SOON)
    assert vobject.readOne(found.decode()).vevent.dtstart.value == SOON


def test_one_date_of_a_series_is_an_entry_of_its_own_that_later_letters_update(series, does, mailoutbox):
    second = days(series)[1]
    does(enter, series, on=second)
    (first_entry,) = icalendar.Calendar.from_ical(ics(mailoutbox[0])).walk("VEVENT")
    assert "RRULE" not in first_entry
    assert first_entry.start == SOON + timedelta(days=7)
    series.date_changes = [
        change(str(second), "moved", starts_at=SOON + timedelta(days=8), ends_at=SOON + timedelta(days=8, hours=1))
    ]
    does(publish, series)
    (later,) = icalendar.Calendar.from_ical(ics(mailoutbox[0])).walk("VEVENT")
    assert later["UID"] == first_entry["UID"] != str(series.uid)
    assert later["SEQUENCE"] > first_entry["SEQUENCE"]
    assert later.start == SOON + timedelta(days=8)
    assert vobject.readOne(ics(mailoutbox[0]).decode()).vevent.dtstart.value == SOON + timedelta(days=8)
    series = EventPage.objects.get(pk=series.pk)
    series.date_changes = [change(str(second))]
    does(publish, series)
    (off,) = icalendar.Calendar.from_ical(ics(mailoutbox[0])).walk("VEVENT")
    assert (off["UID"], off["STATUS"]) == (first_entry["UID"], "CANCELLED")


def test_letter_is_text_and_html_with_a_signed_link(event, does, mailoutbox, visitor):
    does(enter, event, people=1)
    (letter,) = mailoutbox
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"
    (link,) = [line for line in letter.body.splitlines() if "/aanmelding/" in line]
    assert visitor.get(link.removeprefix("http://testserver").removeprefix("http://localhost")).status_code == 200
    assert f'<a href="{link}">' in letter.alternatives[0].content
    assert "<img" not in letter.alternatives[0].content
    assert "Dag Noor," in letter.body


def test_letter_speaks_the_language_of_who_registered(event, does, mailoutbox):
    does(enter, event, language="en")
    assert mailoutbox[0].subject == "You are registered: Soep eten"
    assert "Hello Noor," in mailoutbox[0].body


def test_waiting_list_letter_has_no_entry_for_the_calendar(event, does, mailoutbox):
    enter(event, "Sem")
    enter(event, "Lot")
    assert does(enter, event) == [("noor", "U staat op de wachtlijst")]
    assert mailoutbox[0].attachments == []


def test_name_that_looks_like_markup_or_headers_is_text(event, does, mailoutbox):
    event = publish(event, title="Soep & <b>brood</b>")
    does(enter, event, name="<i>Noor")
    assert mailoutbox[0].subject == "U bent aangemeld: Soep & <b>brood</b>"
    assert "Dag <i>Noor," in mailoutbox[0].body
    assert "Dag &lt;i&gt;Noor," in mailoutbox[0].alternatives[0].content


def test_reminder_goes_once_to_who_has_a_place(event, does):
    for name in ("Noor", "Sem", "Lot"):
        enter(event, name)
    assert does(call_command, "remind") == []
    with time_machine.travel(SOON - timedelta(hours=23)):
        assert does(call_command, "remind") == [("noor", "Het is bijna zover"), ("sem", "Het is bijna zover")]
        assert does(call_command, "remind") == []


def test_reminder_of_a_series_goes_to_who_comes_on_that_date(series, does):
    first, second, *_ = days(series)
    enter(series, "Noor", on=first)
    enter(series, "Sem", on=second)
    with time_machine.travel(SOON + timedelta(days=7, hours=-20)):
        assert does(notices.remind) == [("sem", "Het is bijna zover")]


@pytest.mark.parametrize(
    "fields", [{"status": "cancelled", "status_reason": "Ziek"}, {"reminder_hours": None}, {"reminder_hours": 12}]
)
def test_no_reminder_of_what_is_off_or_without_one_or_still_far(event, does, fields):
    enter(event)
    publish(event, **fields)
    with time_machine.travel(SOON - timedelta(hours=23)):
        assert does(notices.remind) == []


def test_who_registers_on_the_last_day_is_not_reminded(event, does):
    with time_machine.travel(SOON - timedelta(hours=20)):
        enter(event)
        assert does(notices.remind) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_commands_at_once_remind_once(event, mailoutbox, race):
    enter(event)
    mailoutbox.clear()
    Registration.objects.update(created_at=timezone.now() - timedelta(days=5))
    EventPage.objects.filter(pk=event.pk).update(reminder_hours=14 * 24)
    assert sorted(race([notices.remind] * 6)) == [0, 0, 0, 0, 0, 1]
    assert len(mailoutbox) == 1


def test_registrations_are_deleted_when_their_time_is_up(event, series, capsys):
    enter(event)
    cancelled = enter(event, "Sem")
    registration.cancel(cancelled)
    enter(series, "Lot", on=days(series)[0])
    enter(series, "Bo", on=days(series)[1])
    with time_machine.travel(SOON + timedelta(days=30)):
        call_command("delete_registrations")
        assert Registration.objects.count() == 4
    with time_machine.travel(SOON + timedelta(days=31)):
        call_command("delete_registrations")
        call_command("delete_registrations")
    assert list(Registration.objects.values_list("name", flat=True)) == ["Bo"]
    assert sorted(Deletion.objects.values_list("event_uid", "reason", "number")) == sorted(
        [(event.uid, "retention", 2), (series.uid, "retention", 1)]
    )
    assert capsys.readouterr().out == "0 deleted\n3 deleted\n0 deleted\n"
