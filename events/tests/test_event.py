import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext

from events.models import EventPage, Venue

from .factories import change, repeated

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def event(**fields) -> EventPage:
    """Return an event that was not saved: soup on an evening in June 2026, unless `fields` says otherwise."""
    return EventPage(
        **{
            "title": "Soep eten",
            "starts_at": datetime(2026, 6, 4, 17, 30, tzinfo=AMSTERDAM),
            "ends_at": datetime(2026, 6, 4, 19, 0, tzinfo=AMSTERDAM),
        }
        | fields
    )


def test_event_that_ends_before_it_starts_is_refused_with_a_sentence(agenda):
    with pytest.raises(ValidationError) as refused:
        agenda.add_child(instance=event(ends_at=datetime(2026, 6, 4, 17, 0, tzinfo=AMSTERDAM)))
    assert "ends_at" in refused.value.message_dict


def test_event_that_ends_before_it_starts_is_refused_by_the_database(agenda):
    page = agenda.add_child(instance=event())
    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=page.pk).update(ends_at=page.starts_at)


def test_event_free_and_with_a_price_is_refused(agenda):
    with pytest.raises(ValidationError) as refused:
        agenda.add_child(instance=event(is_free=True, price="€ 4"))
    assert "price" in refused.value.message_dict


def test_event_in_an_unknown_language_is_refused(agenda):
    with pytest.raises(ValidationError) as refused:
        agenda.add_child(instance=event(languages=["nl", "klingon"]))
    assert "languages" in refused.value.message_dict


@pytest.mark.parametrize("hours", [(0, 0), (9, 17), (23, 1)])
def test_event_of_whole_days_keeps_its_dates_however_often_it_is_saved(agenda, hours):
    page = agenda.add_child(
        instance=event(
            all_day=True,
            starts_at=datetime(2026, 3, 28, hours[0], 0, tzinfo=AMSTERDAM),
            ends_at=datetime(2026, 3, 29, hours[1], 0, tzinfo=AMSTERDAM),
        )
    )
    page.save()
    page.refresh_from_db()
    assert timezone.localtime(page.starts_at).isoformat() == "2026-03-28T00:00:00+01:00"
    assert timezone.localtime(page.ends_at).isoformat() == "2026-03-29T23:59:00+02:00"


def test_uid_differs_in_a_copy_and_in_the_revisions_of_a_copy(agenda):
    page = agenda.add_child(instance=event())
    page.save_revision().publish()
    copy = page.copy(update_attrs={"slug": "nog-eens"})
    copy.get_latest_revision().publish()
    copy.refresh_from_db()
    assert copy.uid != page.uid
    assert copy.get_latest_revision_as_object().uid == copy.uid


def test_uid_survives_a_revision_that_holds_another(agenda):
    page = agenda.add_child(instance=event())
    revision = page.save_revision()
    revision.content["uid"] = str(uuid.uuid4())
    revision.save()
    revision.publish()
    assert EventPage.objects.get(pk=page.pk).uid == page.uid


def test_venue_with_half_a_point_is_refused(db):
    with pytest.raises(ValidationError) as refused:
        Venue(name="Buurthuis", latitude=52).full_clean()
    assert refused.value.messages == [gettext("Fill in both latitude and longitude, or neither.")]


@pytest.mark.parametrize(
    ("venue", "location"),
    [
        (Venue(name="Buurthuis"), "Buurthuis"),
        (Venue(name="Buurthuis", place="Lindestad"), "Buurthuis, Lindestad"),
        (
            Venue(name="Buurthuis", address="Kade 1", postcode="1234 AB", place="Lindestad"),
            "Buurthuis, Kade 1, 1234 AB Lindestad",
        ),
    ],
)
def test_location_leaves_out_what_is_empty(venue, location):
    assert venue.location == location


@pytest.mark.django_db
def test_revision_with_a_venue_that_was_deleted_can_still_be_read(agenda):
    page = repeated(agenda)
    there, gone = Venue.objects.create(name="Buurthuis"), Venue.objects.create(name="Afgebroken")
    page.venue = gone
    page.date_changes = [change("2026-06-11", "moved", venue=gone), change("2026-06-18", "moved", venue=there)]
    revision = page.save_revision()
    gone.delete()
    found = page.get_latest_revision_as_object()
    assert (found.venue, [day.venue for day in found.date_changes.all()]) == (None, [None, there])
    revision.publish()
    assert page.date_changes.count() == 2
