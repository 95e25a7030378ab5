from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command

from cms import demo
from cms.demo_file import Day
from coalitions.models import CoalitionPage, Organisation
from events.models import EventPage
from home.models import CitySettings, Figure
from stadsbijeenkomst.models import Note, Proceedings, StadsbijeenkomstPage, Table

from .test_city import contents

TODAY = date(2026, 11, 18)


@pytest.fixture
def loaded(db):
    with time_machine.travel(f"{TODAY}T10:00:00+01:00", tick=False):
        call_command("demo")


@pytest.mark.usefixtures("loaded")
def test_second_run_on_a_later_day_changes_nothing():
    before = contents()
    with time_machine.travel(TODAY + timedelta(days=40)):
        call_command("demo")
    assert contents() == before


@pytest.mark.usefixtures("loaded")
def test_example_is_as_large_as_a_city_needs():
    assert CoalitionPage.objects.live().count() == 3
    assert all(coalition.memberships.count() >= 3 for coalition in CoalitionPage.objects.all())
    assert EventPage.objects.live().count() >= 25
    assert EventPage.objects.filter(ends_at__date__lt=TODAY).count() >= 3
    assert EventPage.objects.filter(starts_at__date__gt=TODAY).count() >= 20
    assert EventPage.objects.filter(status="cancelled").exclude(status_reason="").count() == 1
    assert EventPage.objects.filter(all_day=True).count() == 2
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


def test_days_are_counted_from_this_week():
    assert Day(week=1, weekday=3).date(TODAY) == date(2026, 11, 25)
    assert Day(week=-2, weekday=6).date(TODAY) == date(2026, 11, 7)
    assert Day(week=0, weekday=0).date(TODAY) == TODAY


@pytest.mark.usefixtures("loaded")
def test_what_an_editor_corrected_stays_so(capsys):
    Figure.objects.update(value=12)
    call_command("demo")
    assert set(Figure.objects.values_list("value", flat=True)) == {12}
    assert "redacteur" in capsys.readouterr().out
