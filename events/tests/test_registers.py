from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from events import registration
from events.models import Deletion, Registration
from events.registration import Entry

from .factories import published

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=10)
INDEX = "events_registration_modeladmin_index"
INSPECT = "events_registration_modeladmin_inspect"


@pytest.fixture(autouse=True)
def _permitted(editor, wijk_editor):
    for user in (editor, wijk_editor):
        for verb in ("view", "change", "delete"):
            user.groups.get().permissions.add(Permission.objects.get(codename=f"{verb}_registration"))


@pytest.fixture
def here(wijk):
    return enter(published(wijk, "Soep", starts_at=SOON, registration_open=True, capacity=1), "Noor")


@pytest.fixture
def elsewhere(other_wijk):
    return enter(published(other_wijk, "Thee", starts_at=SOON, registration_open=True), "Sem")


def enter(event, name, **fields) -> Registration:
    registration.register(event, None, uuid4(), Entry(name, f"{name.lower()}@example.org", **fields))
    return Registration.objects.get(name=name)


def names(response) -> list[str]:
    return [cell.text.strip() for cell in BeautifulSoup(response.content, "html.parser").select("td.field-name")]


def test_editor_sees_every_registration(client, editor, here, elsewhere):
    client.force_login(editor)
    assert sorted(name.split()[0] for name in names(client.get(reverse(INDEX)))) == ["Noor", "Sem"]


def test_wijk_editor_sees_those_of_the_own_wijk_alone(client, wijk_editor, here, elsewhere):
    client.force_login(wijk_editor)
    page = client.get(reverse(INDEX))
    assert [name.split()[0] for name in names(page)] == ["Noor"]
    for nothing in ("Sem", "sem@example.org", "Thee"):
        assert nothing not in page.text
    assert "Sem" not in client.get(reverse(INDEX), {"event": elsewhere.event_id}).text
    assert b"sem@" not in b"".join(client.get(reverse(INDEX), {"export": "csv"}).streaming_content)


def test_wijk_editor_reaches_nobody_of_another_wijk_by_a_guessed_id(client, wijk_editor, here, elsewhere):
    client.force_login(wijk_editor)
    refused = [
        client.get(reverse(INSPECT, args=[elsewhere.pk])),
        client.get(reverse("events_attendees", args=[elsewhere.event_id])),
        client.post(reverse("events_attendees", args=[elsewhere.event_id]), {"there": elsewhere.pk}),
        client.post(reverse("events_registration_decide", args=[elsewhere.pk]), {"verb": "cancel"}),
        client.post(reverse("events_registration_decide", args=[elsewhere.pk]), {"verb": "erase"}),
    ]
    assert {response.status_code for response in refused} == {302}
    assert client.get(reverse("events_attendees", args=[999_999])).status_code == 404
    assert {response.url for response in refused} == {reverse("wagtailadmin_home")}
    assert client.get(reverse(INSPECT, args=[here.pk])).status_code == 200
    elsewhere.refresh_from_db()
    assert (elsewhere.status, elsewhere.attended) == ("confirmed", None)


def test_nobody_without_the_permission_sees_registrations(client, moderator, here):
    client.force_login(moderator)
    for address in (
        reverse(INDEX),
        reverse(INSPECT, args=[here.pk]),
        reverse("events_attendees", args=[here.event_id]),
    ):
        assert client.get(address).status_code == 302


def test_export_has_the_answers_and_no_formula(client, editor, wijk):
    event = published(wijk, "Soep", starts_at=SOON, registration_open=True)
    enter(event, "=Noor", answers=(("Dieet?", "+1"),))
    client.force_login(editor)
    text = b"".join(client.get(reverse(INDEX), {"export": "csv"}).streaming_content).decode()
    assert "'=Noor" in text
    assert "Dieet? +1" in text
    book = load_workbook(BytesIO(b"".join(client.get(reverse(INDEX), {"export": "xlsx"}).streaming_content)))
    assert "'=Noor" in [cell.value for cell in list(book.active.rows)[1]]


def test_filters_narrow_the_list(client, editor, here, elsewhere):
    client.force_login(editor)
    for query, found in (
        ({"event": here.event_id}, ["Noor"]),
        ({"status": "waiting"}, []),
        ({"q": "sem@example"}, ["Sem"]),
        ({"event": "x", "on": "nee"}, ["Noor", "Sem"]),
    ):
        page = client.get(reverse(INDEX), query)
        assert sorted(name.split()[0] for name in names(page)) == found


def test_list_of_the_evening_keeps_who_was_there(client, wijk_editor, here):
    client.force_login(wijk_editor)
    address = reverse("events_attendees", args=[here.event_id])
    page = client.get(address)
    assert "1 persoon komt." in page.text
    assert client.post(address, {"there": str(here.pk)}).url == address
    here.refresh_from_db()
    assert here.attended is True
    client.post(address, {"there": "nee"})
    here.refresh_from_db()
    assert here.attended is False
    assert client.get(address, {"datum": "nee"}).status_code == 404


def test_editor_cancels_on_behalf_and_erases(client, editor, here, mailoutbox, django_capture_on_commit_callbacks):
    second = enter(here.event, "Lot")
    client.force_login(editor)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("events_registration_decide", args=[here.pk]), {"verb": "cancel"})
    assert [message.subject for message in mailoutbox] == ["U bent afgemeld: Soep", "Er is plek voor u: Soep"]
    client.post(reverse("events_registration_decide", args=[second.pk]), {"verb": "erase"})
    assert list(Registration.objects.values_list("name", "status")) == [("Noor", "cancelled")]
    assert Deletion.objects.get().number == 1
    assert client.post(reverse("events_registration_decide", args=[here.pk]), {"verb": "?"}).status_code == 400


def test_who_comes_is_a_button_of_the_activity(client, wijk_editor, here):
    client.force_login(wijk_editor)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[here.event_id]))
    assert reverse("events_attendees", args=[here.event_id]) in page.text


def test_what_is_no_registration_is_not_found(client, editor):
    client.force_login(editor)
    assert client.get(f"{reverse(INDEX)}inspect/abc/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_lists_ask_as_many_queries_however_many_come(client, editor, wijk, number, django_assert_num_queries):
    event = published(wijk, "Soep", starts_at=SOON, registration_open=True)
    for index in range(number):
        enter(event, f"Noor{index}")
    client.force_login(editor)
    client.get(reverse("events_attendees", args=[event.pk]))
    with django_assert_num_queries(14):
        client.get(reverse("events_attendees", args=[event.pk]))
