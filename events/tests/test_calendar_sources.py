from datetime import datetime

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import CalendarSource, EventPage
from events.source_forms import SourceForm
from home.tests.test_remote import server  # noqa: F401

from .factories import AMSTERDAM, publish
from .test_calendar_file import calendar, event

pytestmark = pytest.mark.django_db
SOUP = event("SUMMARY:Soep", "DTSTART:20260604T173000", "DURATION:PT1H")
PRIVATE = event("SUMMARY:Geheim", "DTSTART:20260604T173000", "CLASS:PRIVATE", uid="geheim")


@pytest.fixture(autouse=True)
def _june():
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM), tick=False):
        yield


def with_right(user):
    user.groups.get().permissions.add(*Permission.objects.filter(content_type__model="calendarsource"))
    return user


@pytest.fixture
def desk(editor, client):
    """The editor, logged in and with the permissions on calendars."""
    client.force_login(with_right(editor))
    return client


@pytest.fixture
def source(agenda) -> CalendarSource:
    return CalendarSource.objects.create(name="De Oever", parent=agenda)


def send(client, source, data: bytes, name="agenda.ics"):
    form = {"file": SimpleUploadedFile(name, data)}
    return client.post(reverse("calendars:read", args=[source.pk]), form, follow=True)


def test_editor_adds_a_calendar_and_reads_a_file(desk, agenda):
    form = {"name": "De Oever", "address": "webcal://agenda.example/oever.ics", "parent": agenda.pk}
    response = desk.post(reverse("calendars:add"), form, follow=True)
    source = CalendarSource.objects.get()
    assert source.address == "https://agenda.example/oever.ics"
    assert response.redirect_chain[0][0] == reverse("calendars:inspect", args=[source.pk])
    text = send(desk, source, calendar(SOUP, PRIVATE)).text
    page = EventPage.objects.get()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in text
    assert "Geheim" in text
    assert "1 juni 2026 12:00" in text
    assert page.owner.username == "editor"
    assert not page.live
    publish(page)
    assert EventPage.objects.get().live


def test_list_costs_no_query_per_calendar(desk, source, django_assert_num_queries):
    index = reverse("calendars:index")
    desk.get(index)
    with CaptureQueriesContext(connection) as one:
        assert "De Oever" in desk.get(index).text
    CalendarSource.objects.bulk_create([CalendarSource(name=name, parent=source.parent) for name in "ab"])
    with django_assert_num_queries(len(one)):
        desk.get(index)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://x.example/", "http://", "agenda", "https://a b.example/", "a" * 501]
)
def test_address_that_is_none_is_refused_beside_the_field(editor, agenda, address):
    form = SourceForm({"name": "x", "address": address, "parent": agenda.pk}, for_user=editor)
    assert list(form.errors) == ["address"]


def test_drafts_stand_only_where_somebody_may_add(wijk_editor, wijk, other_wijk, home_page, agenda):
    def errors(page):
        return list(SourceForm({"name": "x", "address": "", "parent": page.pk}, for_user=wijk_editor).errors)

    assert errors(wijk) == []
    assert errors(other_wijk) == errors(agenda) == ["parent"]


def test_reading_is_for_who_may_add_there(wijk_editor, other_wijk, wijk, client):
    client.force_login(with_right(wijk_editor))
    elsewhere = CalendarSource.objects.create(name="Elders", parent=other_wijk)
    send(client, elsewhere, calendar(SOUP))
    assert not EventPage.objects.exists()
    send(client, CalendarSource.objects.create(name="Hier", parent=wijk), calendar(SOUP))
    assert EventPage.objects.get().get_parent().specific == wijk


def test_reading_is_for_who_may_change_calendars(editor, source, client):
    client.force_login(editor)
    send(client, source, calendar(SOUP))
    assert not EventPage.objects.exists()


def test_visitor_is_asked_to_log_in(client, source):
    assert client.post(reverse("calendars:read", args=[source.pk])).status_code == 302
    assert not EventPage.objects.exists()


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xfe\0\xd8", b"<html>", b"BEGIN:VCALENDAR", b"x" * 5_000_001])
def test_file_that_is_no_calendar_is_told(desk, source, data):
    response = send(desk, source, data)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_reading_without_a_file_or_address_is_told(desk, source):
    response = desk.post(reverse("calendars:read", args=[source.pk]), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]


def test_reading_is_a_post_and_of_a_calendar_that_is_there(desk, source):
    assert desk.get(reverse("calendars:read", args=[source.pk])).status_code == 405
    assert desk.post(reverse("calendars:read", args=[0])).status_code == 404


def test_address_is_read_and_read_again_by_the_command(desk, source, server, capsys):  # noqa: F811
    server.answers["/oever.ics"] = (200, {}, calendar(SOUP))
    CalendarSource.objects.update(address=f"http://{server.place}/oever.ics")
    with override_settings(CALENDAR_IMPORT_TRUSTED=[server.place]):
        response = desk.post(reverse("calendars:read", args=[source.pk]), follow=True)
        assert EventPage.objects.count() == 1
        assert [message.level_tag for message in response.context["messages"]] == ["success"]
        call_command("import_calendars")
    assert capsys.readouterr().out == f"{source.pk}: nothing new\n"


def test_address_within_the_network_is_not_asked(desk, source, server):  # noqa: F811
    CalendarSource.objects.update(address=f"http://{server.place}/goed.ics")
    response = desk.post(reverse("calendars:read", args=[source.pk]), follow=True)
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert server.asked == []
