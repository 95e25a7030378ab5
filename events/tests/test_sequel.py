from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from events import registration, sequel
from events.models import EventPage, FeedEntry, Holiday, Registration, Venue

from .factories import EVENING, change, draft, publish, published, repeated

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring")]
THIRD = date(2026, 6, 18)


@pytest.fixture
def spring():
    with time_machine.travel("2026-05-01T10:00:00Z", tick=False):
        yield


def days(page) -> list[str]:
    return [f"{on:%m-%d}" for on in page.occurrences.values_list("on", flat=True)]


def register(page, on=None, email="a@example.org") -> Registration:
    entry = registration.Entry(name="A", email=email)
    page.registers_per_date = on is not None
    page.save()
    registration.register(page, on, uuid4(), entry)
    return page.registrations.get(email=email, on=on)


@pytest.mark.parametrize("end", [{"repeat_count": 5}, {"repeat_until": date(2026, 7, 3)}])
def test_series_ends_and_another_goes_on(agenda, wijk, theme, end):
    page = repeated(
        agenda,
        wijken=[wijk],
        themes=[theme],
        changes=[change("2026-06-11"), change("2026-06-25", reason="Storm")],
        **end,
    )
    new = sequel.begin(page, THIRD)
    page.refresh_from_db()
    assert (days(page), days(new)) == (["06-04", "06-11"], ["06-18", "06-25", "07-02"])
    assert new.uid != page.uid
    assert (new.live, new.slug, new.title) == (True, "soep-eten-2026-06-18", "Soep eten")
    assert new.get_parent().pk == agenda.pk
    assert (list(new.wijken.all()), list(new.themes.all())) == ([wijk], [theme])
    assert [day.on.day for day in page.date_changes.all()] == [11]
    assert [day.on.day for day in new.date_changes.all()] == [25]
    assert list(new.occurrences.values_list("status", flat=True)) == ["planned", "cancelled", "planned"]
    first, second = FeedEntry.objects.get(uid=page.uid), FeedEntry.objects.get(uid=new.uid)
    assert (first.sequence, second.sequence) == (1, 0)
    assert not EventPage.objects.filter(has_unpublished_changes=True).exists()
    assert (page.repeat_count, new.repeat_count) == ((2, 3) if "repeat_count" in end else (None, None))
    assert (page.repeat_until, new.repeat_until) == (
        (None, None) if "repeat_count" in end else (date(2026, 6, 11), date(2026, 7, 3))
    )


def test_interval_goes_on_in_step(agenda):
    page = repeated(agenda, repeat_every=2, repeat_weekdays=[0, 3], repeat_count=6)
    before = days(page)
    new = sequel.begin(page, date(2026, 7, 2))
    assert days(EventPage.objects.get(pk=page.pk)) + days(new) == before


def test_one_date_is_no_series_and_keeps_what_was_different(agenda):
    venue = Venue.objects.create(name="Buurthuis")
    moved_to = EVENING + timedelta(days=1)
    moved = change("2026-06-04", "moved", starts_at=moved_to, ends_at=moved_to + timedelta(hours=1), venue=venue)
    page = repeated(
        agenda, registration_open=True, repeat_count=2, changes=[moved, change("2026-06-11", reason="Storm")]
    )
    place = register(page, on=date(2026, 6, 4))
    new = sequel.begin(page, date(2026, 6, 11))
    page = EventPage.objects.get(pk=page.pk)
    assert (page.rule, page.starts_at, page.venue, page.status) == (None, moved_to, venue, "changed")
    assert (new.rule, new.starts_at, new.status) == (None, EVENING + timedelta(days=7), "cancelled")
    assert new.status_reason == "Storm"
    assert not new.date_changes.exists()
    place.refresh_from_db()
    assert (place.event, place.on) == (page, date(2026, 6, 5))


def test_registrations_go_along_and_nobody_is_told(agenda, mailoutbox, django_capture_on_commit_callbacks):
    page = repeated(agenda, registration_open=True)
    early, late = register(page, on=date(2026, 6, 11)), register(page, on=date(2026, 6, 25))
    whole = register(page, email="b@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        new = sequel.begin(page, THIRD)
    assert set(page.registrations.all()) == {early, whole}
    copy = new.registrations.get(on=None)
    assert set(new.registrations.all()) == {late, copy}
    whole.refresh_from_db()
    assert (sorted(whole.told), sorted(copy.told)) == (
        ["2026-06-04", "2026-06-11"],
        ["2026-06-18", "2026-06-25", "2026-07-02"],
    )
    assert copy.reference != whole.reference
    assert mailoutbox == []
    with django_capture_on_commit_callbacks(execute=True):
        publish(new, status="cancelled", status_reason="Storm")
    assert sorted(mail.to[0] for mail in mailoutbox) == ["a@example.org", "b@example.org"]


def test_draft_stays_a_draft(agenda):
    page = draft(agenda, repeats="weekly", repeat_count=5)
    page.title = "Soep koken"
    page.save_revision()
    new = sequel.begin(page, THIRD)
    page = EventPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert (page.live, new.live) == (False, False)
    assert (page.title, new.title) == ("Soep koken", "Soep koken")
    assert (page.repeat_count, new.repeat_count) == (2, 3)
    assert new.get_latest_revision_as_object().starts_at == EVENING + timedelta(days=14)
    assert not FeedEntry.objects.exists()


@pytest.mark.parametrize(
    ("on", "refusal"),
    [
        ("2026-06-04", sequel.NothingBefore),
        ("2026-06-11", sequel.NoSuchDate),
        ("2026-06-12", sequel.NoSuchDate),
        ("2027-06-03", sequel.NoSuchDate),
    ],
)
def test_date_that_divides_nothing_is_refused(agenda, on, refusal):
    page = repeated(agenda, changes=[change("2026-06-11", "skipped")])
    with pytest.raises(refusal):
        sequel.begin(page, date.fromisoformat(on))
    assert EventPage.objects.count() == 1


def test_date_after_holidays_alone_is_refused(agenda):
    Holiday.objects.create(name="Zomer", first_on=date(2026, 6, 1), last_on=date(2026, 6, 12))
    with pytest.raises(sequel.NothingBefore):
        sequel.begin(repeated(agenda, skips_holidays=True), THIRD)


def test_what_happens_once_has_no_sequel(agenda):
    with pytest.raises(sequel.NoSuchDate):
        sequel.begin(published(agenda), EVENING.date())


def test_changes_that_are_not_published_are_refused(agenda):
    page = repeated(agenda)
    page.title = "Anders"
    page.save_revision()
    with pytest.raises(sequel.DraftWaiting):
        sequel.begin(page, THIRD)
