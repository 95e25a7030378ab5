from datetime import date, datetime

import pytest
from django.utils.translation import gettext

from events import preview
from events.models import DateChange, EventPage, Holiday, Venue

from .factories import AMSTERDAM, draft

TODAY = date(2026, 6, 1)


def written(**fields) -> EventPage:
    """Return an event that is nowhere in the database."""
    return EventPage(
        title="Soep eten",
        starts_at=datetime(2026, 6, 4, 17, 30, tzinfo=AMSTERDAM),
        ends_at=datetime(2026, 6, 4, 19, 0, tzinfo=AMSTERDAM),
        **fields,
    )


@pytest.mark.django_db
def test_upcoming_shows_ten_dates_with_what_is_different():
    event = written(repeats="weekly", repeat_count=20, skips_holidays=True)
    event.date_changes = [
        DateChange(on=date(2026, 6, 11), kind="cancelled", reason="Ziek"),
        DateChange(on=date(2026, 6, 18), kind="skipped"),
        DateChange(
            on=date(2026, 6, 25),
            kind="moved",
            starts_at=datetime(2026, 6, 26, 18, 0, tzinfo=AMSTERDAM),
            ends_at=datetime(2026, 6, 26, 19, 0, tzinfo=AMSTERDAM),
        ),
    ]
    Holiday.objects.create(name="Zomervakantie", first_on=date(2026, 7, 18), last_on=date(2026, 8, 30))
    shown = preview.upcoming(event, TODAY)
    assert shown.repeats == "Elke week op donderdag, 20 keer"
    assert (shown.total, shown.after) == (13, 3)
    assert [(str(line.on), line.is_held) for line in shown.lines[:4]] == [
        ("2026-06-04", True),
        ("2026-06-11", False),
        ("2026-06-18", False),
        ("2026-06-25", True),
    ]
    assert shown.lines[1].note == gettext("cancelled: %s") % "Ziek"
    assert shown.lines[2].note == gettext("not held")
    assert shown.lines[3].when == "Vrijdag 26 juni 2026, 18:00 – 19:00"
    assert "donderdag 25 juni 2026" in shown.lines[3].note
    assert len([line for line in shown.lines if line.note != gettext("not held")]) == 10


@pytest.mark.django_db
def test_upcoming_leaves_out_what_is_over():
    event = written(repeats="daily", repeat_count=3)
    assert [str(line.on) for line in preview.upcoming(event, date(2026, 6, 6)).lines] == ["2026-06-06"]
    over = preview.upcoming(event, date(2026, 6, 7))
    assert (over.lines, over.total) == ((), 3)


@pytest.mark.django_db
def test_upcoming_names_another_venue(agenda):
    venue = Venue.objects.create(name="Buurthuis")
    page = draft(agenda, repeats="weekly", repeat_count=2)
    page.date_changes = [DateChange(on=date(2026, 6, 11), kind="moved", venue=venue)]
    assert preview.upcoming(page, TODAY).lines[1].note == gettext("at %s") % "Buurthuis"


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"starts_at": None}, {"ends_at": None}])
def test_upcoming_of_what_is_half_filled_is_empty(fields):
    event = written()
    for name, value in fields.items():
        setattr(event, name, value)
    assert preview.upcoming(event, TODAY) == preview.Dates(repeats="", lines=(), after=0, total=0)


def test_entry_is_what_the_feeds_would_say(agenda):
    page = draft(agenda, repeats="weekly", repeat_count=4, venue=Venue.objects.create(name="Buurthuis"))
    page.status = "cancelled"
    entry = preview.entry(page)
    assert entry.summary == "GEANNULEERD: Soep eten"
    assert entry.where == "Buurthuis"
    assert "RRULE:FREQ=WEEKLY" in entry.vevent
    assert preview.entry(written()) is None


@pytest.mark.parametrize(("audience", "number"), [("residents", 3), ("both", 3), ("professionals", 0)])
def test_hints_are_for_what_residents_come_to(audience, number):
    event = written(audience=audience, summary="Tegen eenzaamheid", description="<p>Voor <b>eenzame</b> mensen.</p>")
    event.title = "Eenzaam?"
    found = preview.hints(event)
    assert [words for _place, words in found] == ["eenzaam", "eenzaamheid", "eenzame"][:number]
