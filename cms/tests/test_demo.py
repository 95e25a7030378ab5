from collections import Counter
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

import cms
from cms import demo, demo_file
from cms.demo_file import Day
from coalitions import following, joining
from coalitions.models import Action, CoalitionPage, Initiative, JoinRequest, Organisation
from events import refusals
from events.models import AgendaPage, DateChange, EventPage, Holiday, Proposal, Registration, Venue
from events.recurrence import Frequency, Rule
from home.models import CitySettings, Figure
from stadsbijeenkomst import ballot
from stadsbijeenkomst.models import Group, Note, Proceedings, StadsbijeenkomstPage, Table

from .test_city import contents

TODAY = date(2026, 11, 18)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
UTRECHT = Path(cms.__file__).parent / "cities" / "utrecht"


@pytest.fixture
def loaded(db):
    with time_machine.travel(f"{TODAY}T10:00:00+01:00", tick=False):
        call_command("demo")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_invented_people_get_no_mail(mailoutbox, settings):
    usual = settings.EMAIL_BACKEND
    call_command("demo")
    assert Registration.objects.count() >= 15
    assert mailoutbox == []
    assert usual == settings.EMAIL_BACKEND


@pytest.mark.usefixtures("loaded")
def test_second_run_on_a_later_day_changes_nothing():
    before = contents()
    with time_machine.travel(TODAY + timedelta(days=40)):
        call_command("demo")
    assert contents() == before


@pytest.mark.usefixtures("loaded")
def test_example_is_as_large_as_a_city_needs():
    assert CoalitionPage.objects.live().count() == 5
    # An idea looks for members still, and who completed something was fewer.
    at_work = CoalitionPage.objects.filter(status__in=("forming", "active"))
    assert [coalition.memberships.count() for coalition in at_work.order_by("path")] == [7, 5, 4]
    assert EventPage.objects.live().count() >= 25
    assert EventPage.objects.filter(repeats="", ends_at__date__lt=TODAY).count() >= 3
    assert EventPage.objects.filter(occurrences__starts_at__date__gt=TODAY).distinct().count() >= 20
    assert EventPage.objects.filter(status="cancelled").exclude(status_reason="").count() == 1
    assert EventPage.objects.filter(all_day=True).count() == 3
    assert EventPage.objects.exclude(online_url="").count() == 1
    reported, running = StadsbijeenkomstPage.objects.order_by("starts_at")
    assert reported.proceedings.report_published_at.date() < TODAY
    assert running.proceedings.phase == Proceedings.Phase.COLLECT
    assert reported.notes.count() >= 120
    assert reported.notes.on_display().count() >= 110
    assert set(reported.notes.values_list("status", flat=True)) == {"approved", "hidden", "pending"}
    assert reported.notes.filter(sensitive=True).count() == 2
    assert Table.objects.filter(meeting=running).count() == 11


@pytest.mark.usefixtures("loaded")
def test_example_shows_what_became_of_what_was_said():
    reported = StadsbijeenkomstPage.objects.earliest("starts_at")
    assert not reported.notes.on_display().filter(group=None).exists()
    assert Group.objects.filter(meeting=reported).exclude(theme=None).count() >= 8
    totals = ballot.totals(reported)
    assert (max(totals.values()), sum(totals.values()), ballot.turnout(reported)) == (21, 67, 23)
    promoted = Action.objects.filter(source=reported)
    assert set(promoted.values_list("status", flat=True)) == {"proposed", "under_way", "done", "late"}
    assert promoted.filter(coalition=None).count() == 1
    assert all(action.provenance.startswith("uit ") for action in promoted)


@pytest.mark.usefixtures("loaded")
def test_example_has_people_who_wait_for_an_answer():
    statuses = Counter(JoinRequest.objects.values_list("status", flat=True))
    assert statuses == {"accepted": 4, "refused": 1, "waiting": 4}
    assert all(email.endswith("@example.org") for email in JoinRequest.objects.values_list("email", flat=True))
    now = datetime.combine(TODAY, time(10), AMSTERDAM)
    assert min(now - asked.confirmed_at for asked in JoinRequest.objects.all()) == timedelta(days=1)
    assert joining.residents(CoalitionPage.objects.get(slug="samen-aan-tafel")) == 3
    in_wijk, in_city = Initiative.objects.order_by("confirmed_at")
    assert (in_wijk.page.get_parent().slug, in_city.page.get_parent().slug) == ("overvecht", "coalities")
    for begun in (in_wijk, in_city):
        assert (begun.status, begun.page.live) == ("waiting", False)
        assert begun.page.current_workflow_state.status == "in_progress"
    assert [one.confirmed for one in following.counted()] == [14, 9, 5]


@pytest.mark.usefixtures("loaded")
def test_every_page_says_that_it_is_an_example(visitor):
    assert "verzonnen" in CitySettings.objects.get().notice
    assert all(
        "Verzonnen" in description for description in Organisation.objects.values_list("description", flat=True)
    )


@pytest.mark.usefixtures("loaded")
def test_each_role_can_log_in():
    names = set(get_user_model().objects.values_list("username", flat=True))
    assert names == {"redacteur", "wijkredacteur", "netwerk", "moderator", "beheerder"}
    assert all(authenticate(username=name, password=demo.PASSWORD) for name in names)
    assert all(user.groups.count() == 1 for user in get_user_model().objects.all())


@pytest.mark.django_db
def test_public_site_gets_no_users_with_a_published_password(settings, capsys):
    settings.SESSION_COOKIE_SECURE = True
    call_command("demo")
    assert not get_user_model().objects.exists()
    assert demo.PASSWORD not in capsys.readouterr().out
    assert Note.objects.exists()


@pytest.mark.usefixtures("loaded")
def test_what_was_removed_does_not_come_back():
    for event in EventPage.objects.all():
        event.delete()
    call_command("demo")
    assert not EventPage.objects.exists()


@pytest.mark.django_db
def test_folder_without_example_is_refused():
    with pytest.raises(CommandError, match=r"demo\.json"):
        call_command("demo", Path(__file__).parent / "lindestad")


@pytest.mark.usefixtures("loaded")
def test_example_has_series_with_every_kind_of_exception():
    assert EventPage.objects.exclude(repeats="").count() >= 10
    assert set(EventPage.objects.values_list("repeats", flat=True)) >= {
        "weekly",
        "monthly-weekday",
        "monthly-last-weekday",
    }
    assert set(DateChange.objects.values_list("kind", flat=True)) == {"cancelled", "moved"}
    soup = EventPage.objects.get(title="Soep in het portiek")
    cancelled = soup.occurrences.get(status="cancelled")
    assert (cancelled.on, cancelled.reason) == (date(2026, 12, 2), "De keuken wordt geschilderd.")
    christmas = Holiday.objects.get(name="Kerstvakantie")
    assert (christmas.first_on, christmas.last_on) == (date(2026, 12, 19), date(2027, 1, 3))
    assert not soup.occurrences.filter(on__range=(christmas.first_on, christmas.last_on)).exists()


@pytest.mark.usefixtures("loaded")
def test_example_can_be_registered_for_and_proposed_to():
    whole, each = EventPage.objects.filter(registration_open=True, capacity__lte=20).order_by("registers_per_date")
    assert (whole.title, whole.registers_per_date, whole.questions.count()) == ("Fietsles voor vrouwen", False, 2)
    assert (each.title, each.registers_per_date, each.questions.count()) == ("Eten aan de lange tafel", True, 2)
    taken = {(row.event.title, row.status) for row in Registration.objects.select_related("event")}
    assert taken >= {("Fietsles voor vrouwen", "confirmed"), ("Fietsles voor vrouwen", "waiting")}
    assert whole.registrations.filter(status="confirmed").count() == whole.capacity
    assert {row.email.rpartition("@")[2] for row in Registration.objects.all()} == {"example.org"}
    proposal = Proposal.objects.get()
    assert (proposal.title, proposal.status, proposal.event.live) == ("Spelletjesmiddag in de hal", "waiting", False)
    assert AgendaPage.objects.get().proposals_until == TODAY + timedelta(days=120)


@pytest.mark.usefixtures("loaded")
def test_example_tells_what_is_known_of_each_venue():
    known = Venue.objects.exclude(has_wheelchair_access=None)
    assert known.count() >= 10
    assert set(known.values_list("has_wheelchair_access", flat=True)) == {True, False}
    assert Venue.objects.filter(latitude=None).count() == 0


def test_series_of_the_example_are_right_whenever_it_is_loaded():
    events = [event for event in demo_file.read(UTRECHT / "demo.json").events if event.repeats]
    refused = []
    for day in range(0, 366, 5):
        today = TODAY + timedelta(days=day)
        for event in events:
            first = event.date(today)
            rule = Rule(
                Frequency(event.repeats),
                every=event.every,
                weekdays=(first.weekday(),) if event.repeats == "weekly" else (),
                count=event.times,
            )
            starts_at, ends_at = (
                datetime.combine(first, time.fromisoformat(clock), AMSTERDAM) for clock in (event.start, event.end)
            )
            refused += refusals.of_series(rule, starts_at, ends_at, event.all_day, AMSTERDAM)
            assert len([on for on in rule.dates(first) if on > today]) >= 2
    assert refused == []


def test_days_are_counted_from_this_week():
    assert Day(week=1, weekday=3).date(TODAY) == date(2026, 11, 25)
    assert Day(week=-2, weekday=6).date(TODAY) == date(2026, 11, 7)
    assert Day(week=0, weekday=0).date(TODAY) == TODAY
    assert Day(month=0, nth=2, weekday=4).date(TODAY) == date(2026, 11, 12)
    assert Day(month=3, nth=-1, weekday=5).date(TODAY) == date(2027, 2, 26)


def test_holiday_is_the_one_under_way_or_the_next():
    christmas = demo_file.Holiday(name="Kerstvakantie", since="12-18", days=16)
    assert christmas.dates(TODAY) == (date(2026, 12, 19), date(2027, 1, 3))
    assert christmas.dates(date(2027, 1, 3)) == (date(2026, 12, 19), date(2027, 1, 3))
    assert christmas.dates(date(2027, 1, 4)) == (date(2027, 12, 18), date(2028, 1, 2))


@pytest.mark.usefixtures("loaded")
def test_what_an_editor_corrected_stays_so(capsys):
    Figure.objects.update(value=12)
    call_command("demo")
    assert set(Figure.objects.values_list("value", flat=True)) == {12}
    assert "redacteur" in capsys.readouterr().out


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("address", ["/", "/wijken/overvecht/", "/wijken/oost/"])
def test_front_pages_with_everything_on_them_cost_at_most_fifteen_queries(
    visitor, address, django_assert_max_num_queries
):
    visitor.get(address)
    with time_machine.travel(f"{TODAY}T10:00:00+01:00", tick=False), django_assert_max_num_queries(15):
        assert visitor.get(f"{address}?vers").status_code == 200
