"""How many people took part: the same number while their registrations are there, and after."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from events import places, registration, turnout
from events.models import Occurrence, Registration, Turnout
from events.registration import Entry
from home import counting

from .factories import change, publish, published, repeated

pytestmark = pytest.mark.django_db
SOON = timezone.localtime().replace(hour=17, minute=30, second=0, microsecond=0) + timedelta(days=10)


def enter(event, name: str, on=None, people: int = 1) -> Registration:
    registration.register(event, on, uuid4(), Entry(name, f"{name.lower()}@example.org", people=people))
    return Registration.objects.get(name=name)


def counted(dates=None) -> int:
    dates = Occurrence.objects.all() if dates is None else dates
    return counting.together([turnout.people(dates)])[0]


def delete_all() -> None:
    with time_machine.travel(SOON + timedelta(days=120)):
        call_command("delete_registrations", verbosity=0)
        call_command("delete_registrations", verbosity=0)
    assert not Registration.objects.exists()


def test_who_has_a_place_counts_before_and_after_the_registrations_are_deleted(agenda):
    event = published(agenda, starts_at=SOON, registration_open=True, capacity=4, people_per_registration=3)
    enter(event, "Noor", people=3)
    enter(event, "Sem", people=2)  # waits
    registration.cancel(enter(event, "Lot"))
    absent = enter(event, "Bo")
    assert (absent.status, counted()) == ("confirmed", 4)
    registration.mark([absent], attended=False)
    assert counted() == 3
    registration.mark([Registration.objects.get(name="Noor")], attended=True)
    assert (counted(), counted(Occurrence.objects.filter(starts_at__lt=SOON))) == (3, 0)
    delete_all()
    assert counted() == 3
    assert Turnout.objects.values_list("event_uid", "people").get() == (event.uid, 3)


def test_who_comes_to_each_date_counts_on_each(agenda):
    series = repeated(agenda, starts_at=SOON, registration_open=True, repeat_count=3)
    first, second, third = [option.on for option in places.of(series)]
    enter(series, "Noor", first), enter(series, "Sem", first), enter(series, "Lot", third)
    assert [counted(Occurrence.objects.filter(on=on)) for on in (first, second, third)] == [2, 0, 1]
    delete_all()
    assert [counted(Occurrence.objects.filter(on=on)) for on in (first, second, third)] == [2, 0, 1]


def test_who_registers_for_the_whole_counts_on_the_dates_after_that(agenda):
    series = repeated(agenda, starts_at=SOON, registration_open=True, repeat_count=3, registers_per_date=False)
    enter(series, "Noor")
    assert counted() == 3
    with time_machine.travel(SOON + timedelta(days=1)):
        Registration.objects.update(created_at=timezone.now())
    assert counted() == 2


def test_date_that_was_moved_keeps_its_number(agenda):
    series = repeated(agenda, starts_at=SOON, registration_open=True, repeat_count=2)
    on = places.of(series)[0].on
    enter(series, "Noor", on)
    later = {"starts_at": SOON + timedelta(days=2), "ends_at": SOON + timedelta(days=2, hours=1)}
    publish(series, date_changes=[change(on.isoformat(), "moved", **later)])
    moved = Occurrence.objects.filter(starts_at=SOON + timedelta(days=2))
    assert counted(moved) == 1
    delete_all()
    assert counted(moved) == 1
