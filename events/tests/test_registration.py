from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events import places, registration
from events.models import Registration
from events.registration import Entry, EventFull, RegistrationClosed, TooManyPeople

from .factories import publish, published, repeated

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=10)
CONFIRMED, WAITING, CANCELLED = Registration.Status


@pytest.fixture
def make(agenda):
    """Return an event that can be registered for: `make(capacity=2)`."""

    def made(**fields):
        return published(
            agenda, **{"starts_at": SOON, "registration_open": True, "people_per_registration": 4} | fields
        )

    return made


def enter(event, number, on=None, people=1, key=None, **fields):
    entry = Entry(name=f"Noor {number}", email=f"noor{number}@example.org", people=people, **fields)
    return registration.register(event, on, key or uuid4(), entry)


def of(number) -> Registration:
    return Registration.objects.filter(email=f"noor{number}@example.org").latest("pk")


def letters(mailoutbox) -> list[tuple[str, str]]:
    """Return who got what, by the first words of the subject; and empty the box."""
    found = [(message.to[0].split("@")[0], message.subject.split(":")[0]) for message in mailoutbox]
    mailoutbox.clear()
    return found


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Run a writer and what follows its commit: `committed(registration.cancel, one)`."""

    def run(writer, *args, **options):
        with django_capture_on_commit_callbacks(execute=True):
            return writer(*args, **options)

    return run


def test_places_are_given_until_they_are_gone_and_then_people_wait(make):
    event = make(capacity=3)
    assert [enter(event, 1, people=2), enter(event, 2, people=2), enter(event, 3)] == [CONFIRMED, WAITING, CONFIRMED]
    assert places.at(event, None).left == 0


def test_full_without_waiting_list_is_refused(make):
    event = make(capacity=1, has_waiting_list=False)
    enter(event, 1)
    with pytest.raises(EventFull):
        enter(event, 2)
    assert Registration.objects.count() == 1


def test_no_limit_is_never_full(make):
    event = make(capacity=None)
    assert {enter(event, number, people=4) for number in range(5)} == {CONFIRMED}


def test_more_people_than_one_registration_holds_are_refused(make):
    with pytest.raises(TooManyPeople):
        enter(make(), 1, people=5)


def test_registration_keeps_what_was_filled_in(make, committed):
    event, key = make(), uuid4()
    entry = Entry("Noor", "Noor@Example.org", "030 1", 2, (("Dieet?", "geen"),), "en")
    assert committed(registration.register, event, None, key, entry) == CONFIRMED
    stored = Registration.objects.get()
    assert (stored.reference, stored.name, stored.email, stored.phone, stored.people, stored.answers) == (
        key,
        "Noor",
        "noor@example.org",
        "030 1",
        2,
        [["Dieet?", "geen"]],
    )
    assert (stored.language, stored.status, stored.on) == ("en", CONFIRMED, None)


def test_form_that_is_sent_twice_registers_and_mails_once(make, committed, mailoutbox):
    event, key = make(), uuid4()
    assert committed(enter, event, 1, key=key) == committed(enter, event, 1, key=key) == CONFIRMED
    assert letters(mailoutbox) == [("noor1", "U bent aangemeld")]


def test_same_key_for_another_address_is_another_registration(make):
    event, key = make(), uuid4()
    enter(event, 1, key=key)
    enter(event, 2, key=key)
    assert Registration.objects.count() == 2


def test_who_is_registered_gets_the_link_and_the_screen_tells_nobody(make, committed, mailoutbox):
    event = make(capacity=2)
    committed(enter, event, 1)
    committed(enter, event, 2)
    letters(mailoutbox)
    # A newcomer would wait now, so that is the answer, although this one has a place.
    assert committed(enter, event, 1) == WAITING
    assert letters(mailoutbox) == [("noor1", "U was al aangemeld")]
    assert committed(enter, event, 1) == WAITING
    assert letters(mailoutbox) == []
    assert of(1).status == CONFIRMED
    assert Registration.objects.count() == 2


def test_refusal_of_who_is_registered_already_is_that_of_a_newcomer_and_mails_the_link(make, committed, mailoutbox):
    event = make(capacity=1, has_waiting_list=False)
    committed(enter, event, 1)
    letters(mailoutbox)
    with pytest.raises(EventFull):
        committed(enter, event, 1)
    with pytest.raises(EventFull):
        committed(enter, event, 2)
    assert letters(mailoutbox) == [("noor1", "U was al aangemeld")]


@pytest.mark.parametrize(
    "fields",
    [
        {"registration_open": False},
        {"registration_closes_at": timezone.now() - timedelta(minutes=1)},
        {"status": "cancelled", "status_reason": "Ziek"},
        {"starts_at": timezone.now() - timedelta(minutes=1)},
    ],
)
def test_closed_registration_is_refused(make, fields):
    with pytest.raises(RegistrationClosed):
        enter(make(**fields), 1)


def test_withdrawn_private_or_unknown_is_refused(make, agenda):
    event, private = make(), make(title="Besloten")
    event.unpublish()
    private.view_restrictions.create(restriction_type="login")
    for closed in (event, private):
        with pytest.raises(RegistrationClosed):
            enter(closed, 1)
    with pytest.raises(RegistrationClosed):
        enter(make(title="Eenmalig"), 1, on=SOON.date())


def test_dates_of_a_series_are_counted_each(agenda):
    event = repeated(agenda, starts_at=SOON, registration_open=True, capacity=1)
    first, second = [option.on for option in places.of(event)][:2]
    assert [enter(event, 1, first), enter(event, 1, second), enter(event, 2, first)] == [CONFIRMED, CONFIRMED, WAITING]
    with pytest.raises(RegistrationClosed):
        enter(event, 3)
    with pytest.raises(RegistrationClosed):
        enter(event, 3, date(2030, 1, 1))


def test_cancelled_date_of_a_series_is_refused(agenda):
    from .factories import change

    on = timezone.localdate(SOON)
    event = repeated(agenda, starts_at=SOON, registration_open=True, changes=[change(on.isoformat(), reason="Ziek")])
    with pytest.raises(RegistrationClosed):
        enter(event, 1, on)
    assert enter(event, 1, on + timedelta(days=7)) == CONFIRMED


def test_series_as_a_whole_has_one_count_and_who_comes_always_counts_on_every_date(agenda):
    event = repeated(agenda, starts_at=SOON, registration_open=True, capacity=2, registers_per_date=False)
    enter(event, 1)
    event = publish(event, registers_per_date=True)
    first, second = [option.on for option in places.of(event)][:2]
    assert [enter(event, 2, first), enter(event, 3, first), enter(event, 3, second)] == [CONFIRMED, WAITING, CONFIRMED]
    assert places.at(event, None).left == 0


def test_cancelled_place_goes_to_the_first_who_fits(make, committed, mailoutbox):
    event = make(capacity=3)
    enter(event, 1, people=2)
    enter(event, 2)
    enter(event, 3, people=3)
    enter(event, 4, people=2)
    enter(event, 5)
    committed(registration.cancel, of(1))
    assert letters(mailoutbox) == [("noor1", "U bent afgemeld"), ("noor4", "Er is plek voor u")]
    assert [of(number).status for number in range(1, 6)] == [CANCELLED, CONFIRMED, WAITING, CONFIRMED, WAITING]


def test_cancelling_twice_does_and_mails_nothing(make, committed, mailoutbox):
    event = make()
    enter(event, 1)
    committed(registration.cancel, of(1))
    first = of(1).cancelled_at
    letters(mailoutbox)
    committed(registration.cancel, of(1))
    assert (of(1).cancelled_at, letters(mailoutbox)) == (first, [])


def test_who_cancelled_may_come_back_with_the_same_key(make):
    event, key = make(), uuid4()
    enter(event, 1, key=key)
    registration.cancel(of(1))
    assert enter(event, 1, key=key) == CONFIRMED
    assert of(1).reference != key


def test_fewer_people_make_room_and_more_must_fit(make, committed, mailoutbox):
    event = make(capacity=3)
    enter(event, 1, people=2)
    enter(event, 2)
    enter(event, 3)
    with pytest.raises(EventFull):
        registration.change(of(1), Entry("Noor 1", "", people=3))
    with pytest.raises(TooManyPeople):
        registration.change(of(1), Entry("Noor 1", "", people=5))
    committed(registration.change, of(1), Entry("Noor I", "", phone="030", people=1))
    assert (of(1).name, of(1).people, of(3).status) == ("Noor I", 1, CONFIRMED)
    assert letters(mailoutbox) == [("noor1", "Uw aanmelding is gewijzigd"), ("noor3", "Er is plek voor u")]
    committed(registration.change, of(1), Entry("Noor I", "", phone="030", people=1))
    assert letters(mailoutbox) == []


def test_what_has_begun_or_was_cancelled_cannot_be_changed(make):
    event = make()
    enter(event, 1)
    enter(event, 2)
    registration.cancel(of(2))
    with pytest.raises(RegistrationClosed):
        registration.change(of(2), Entry("Noor", ""))
    publish(event, starts_at=timezone.now() - timedelta(minutes=5))
    for writer in (lambda: registration.change(of(1), Entry("X", "")), lambda: registration.cancel(of(1))):
        with pytest.raises(RegistrationClosed):
            writer()


def test_after_the_closing_date_only_fewer_people_can_come(make):
    event = make()
    enter(event, 1, people=2)
    publish(event, registration_closes_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(RegistrationClosed):
        registration.change(of(1), Entry("Noor", "", people=3))
    assert registration.change(of(1), Entry("Noor", "", people=1)).people == 1


def test_room_that_an_editor_makes_goes_to_the_waiting_list(make, committed, mailoutbox):
    event = make(capacity=1)
    for number in range(1, 5):
        enter(event, number)
    committed(publish, event, capacity=3)
    assert letters(mailoutbox) == [("noor2", "Er is plek voor u"), ("noor3", "Er is plek voor u")]
    assert of(4).status == WAITING


def test_erased_registration_leaves_a_number_and_makes_room(make):
    event = make(capacity=1)
    enter(event, 1)
    enter(event, 2)
    registration.erase(of(1))
    assert [(one.email, one.status) for one in Registration.objects.all()] == [("noor2@example.org", CONFIRMED)]
    from events.models import Deletion

    assert list(Deletion.objects.values_list("event_uid", "reason", "number")) == [(event.uid, "request", 1)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_forty_race_for_ten_places(race, make, mailoutbox):
    event = make(capacity=10)
    found = race([lambda number=number: enter(event, number) for number in range(40)])
    assert sorted(found) == [CONFIRMED] * 10 + [WAITING] * 30
    stored = list(Registration.objects.order_by("pk"))
    assert [one.status for one in stored] == [CONFIRMED] * 10 + [WAITING] * 30
    assert len({one.email for one in stored}) == 40
    assert sorted(message.to[0] for message in mailoutbox) == sorted(one.email for one in stored)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_cancelling_and_registering_at_once_never_gives_a_place_twice(race, make):
    event = make(capacity=5)
    for number in range(10):
        enter(event, number)
    found = race(
        [lambda number=number: registration.cancel(of(number)).status for number in range(5)]
        + [lambda number=number: enter(event, number) for number in range(10, 20)]
    )
    assert [one for one in found if isinstance(one, Exception)] == []
    confirmed = Registration.objects.confirmed()
    assert [one.email for one in confirmed] == [f"noor{number}@example.org" for number in range(5, 10)]
    assert Registration.objects.waiting().count() == 10


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_same_address_at_once_registers_once(race, make):
    event, key = make(capacity=2), uuid4()
    found = race([lambda key=key: enter(event, 1, key=key) for key in [key] * 4 + [uuid4() for _ in range(4)]])
    assert [one for one in found if isinstance(one, Exception)] == []
    assert Registration.objects.count() == 1
