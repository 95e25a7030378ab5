from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from events import letters, places, registration
from events.models import Question, Registration
from events.registration import Entry
from home.models import StatementPage

from .factories import publish, published, repeated

pytestmark = pytest.mark.django_db
SOON = timezone.now().replace(hour=17, minute=0, second=0, microsecond=0) + timedelta(days=10)


@pytest.fixture
def event(agenda):
    return published(agenda, starts_at=SOON, registration_open=True, capacity=2, people_per_registration=3)


def address(event, on=None) -> str:
    return reverse("events:register", args=[event.uid, on] if on else [event.uid])


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def filled_in(visitor, path, **fields) -> dict:
    """Return what a browser sends of the form at `path` some time after it was opened."""
    with time_machine.travel(timezone.now() - timedelta(seconds=30)):
        form = soup(visitor.get(path)).select_one("main form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    return data | {
        "website": "",
        "people": "1",
        "name": "Noor",
        "email": "noor@example.org",
        "consent": "on",
        **fields,
    }


def send(visitor, path, **fields):
    return visitor.post(path, filled_in(visitor, path, **fields))


def enter(event, name="Sem", on=None, people=1):
    registration.register(event, on, uuid4(), Entry(name, f"{name.lower()}@example.org", people=people))
    return Registration.objects.get(name=name)


def own(found) -> str:
    return reverse("events:registration", args=[letters.token(found)])


def test_form_registers_and_sends_to_a_page_that_says_so(
    visitor, event, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        response = send(visitor, address(event), people="2", phone="030 123 45 67")
    assert (response.status_code, response.url) == (302, f"/aanmelden/{event.uid}/klaar/plaats/")
    stored = Registration.objects.get()
    assert (stored.name, stored.people, stored.phone, stored.language) == ("Noor", 2, "030 123 45 67", "nl")
    page = visitor.get(response.url)
    assert soup(page).h1.text == "U bent aangemeld"
    assert [message.subject for message in mailoutbox] == ["U bent aangemeld: Soep eten"]


def test_answers_are_kept_by_nobody_and_set_no_cookie(visitor, event):
    for response in (
        visitor.get(address(event)),
        send(visitor, address(event)),
        visitor.get(own(Registration.objects.get())),
    ):
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")
        assert not response.cookies


def test_full_activity_offers_the_waiting_list(visitor, event):
    enter(event, people=2)
    assert "Het is vol" in visitor.get(address(event)).text
    response = send(visitor, address(event))
    assert response.url.endswith("/klaar/wachtlijst/")
    assert soup(visitor.get(response.url)).h1.text == "U staat op de wachtlijst"


def test_full_activity_without_waiting_list_has_no_form(visitor, event):
    publish(event, has_waiting_list=False)
    data = filled_in(visitor, address(event), people="2")
    enter(event)
    response = visitor.post(address(event), data)
    assert response.status_code == 409
    assert "Er is geen plek meer voor zoveel mensen." in response.text
    assert 'value="Noor"' in response.text
    enter(event, "Lot")
    response = visitor.get(address(event))
    assert soup(response).select("main form") == []
    assert "Aanmelden kan niet" in response.text


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"name": ""}, "name"),
        ({"email": "noor"}, "email"),
        ({"phone": "bel mij"}, "phone"),
        ({"people": "4"}, "people"),
        ({"consent": ""}, "consent"),
        ({"name": "a\0b"}, "name"),
        ({"name": "a" * 81}, "name"),
    ],
)
def test_mistake_is_shown_beside_the_field_and_above_the_form_and_nothing_is_lost(visitor, event, fields, name):
    response = send(visitor, address(event), **{"people": "2"} | fields)
    page = soup(response)
    assert response.status_code == 422
    assert page.select_one(f"#id_{name}")["aria-invalid"] == "true"
    assert page.select_one("[role=alert] a")["href"] == f"#id_{name}"
    if name != "people":
        assert page.select_one("#id_people option[selected]")["value"] == "2"
    assert Registration.objects.count() == 0


def test_form_that_comes_too_fast_keeps_its_key(visitor, event):
    form = soup(visitor.get(address(event))).select_one("main form")
    data = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    data |= {"name": "Noor", "email": "noor@example.org", "people": "1", "consent": "on"}
    again = soup(visitor.post(address(event), data)).select_one("main form")
    assert again.select_one("[name=key]")["value"] == data["key"]
    assert Registration.objects.count() == 0


def test_questions_of_the_editor_are_asked_and_kept(visitor, event):
    event.questions = [
        Question(label="Dieet?", kind="line", is_required=True),
        Question(label="Wat brengt u mee?", kind="text"),
        Question(label="Komt u met de bus?", kind="yes"),
        Question(label="Soep?", kind="choice", choices="Tomaat\n\nErwten\n", is_required=True),
    ]
    publish(event)
    names = {question.label: f"q-{question.key.hex}" for question in event.questions.all()}
    response = send(visitor, address(event), people="1")
    assert {f"#id_{names['Dieet?']}", f"#id_{names['Soep?']}"} == {
        link["href"] for link in soup(response).select("[role=alert] a")
    }
    answers = {names["Dieet?"]: "geen", names["Komt u met de bus?"]: "on", names["Soep?"]: "Erwten"}
    assert send(visitor, address(event), people="1", **answers).status_code == 302
    found = Registration.objects.get()
    assert found.answers == [
        ["Dieet?", "geen"],
        ["Wat brengt u mee?", ""],
        ["Komt u met de bus?", "Ja"],
        ["Soep?", "Erwten"],
    ]
    page = soup(visitor.get(own(found)))
    assert page.select_one(f"#id_{names['Dieet?']}")["value"] == "geen"
    assert page.select_one(f"#id_{names['Komt u met de bus?']}").has_attr("checked")
    assert page.select_one(f"[name={names['Soep?']}][checked]")["value"] == "Erwten"


def test_privacy_page_is_linked(visitor, event, home_page):
    home_page.add_child(instance=StatementPage(title="Privacy", slug="privacy", kind="privacy"))
    assert soup(visitor.get(address(event))).select_one("main form a")["href"] == "/privacy/"


def test_date_of_a_series_is_chosen_first(visitor, agenda):
    event = repeated(agenda, starts_at=SOON, registration_open=True, capacity=1)
    first, second = [option.on for option in places.of(event)][:2]
    enter(event, on=first)
    page = soup(visitor.get(address(event)))
    links = page.select('main a[href*="/aanmelden/"]')
    assert [link["href"] for link in links][:2] == [address(event, first), address(event, second)]
    assert "Vol. Er is een wachtlijst." in page.text
    assert send(visitor, address(event, second)).status_code == 302
    assert Registration.objects.get(name="Noor").on == second


@pytest.mark.parametrize("on", ["2030-01-01", "nee", "20260604", "9" * 40])
def test_date_that_is_not_there_is_not_found(visitor, event, agenda, on):
    series = repeated(agenda, title="Reeks", starts_at=SOON, registration_open=True)
    assert visitor.get(address(series, on)).status_code == 404
    assert visitor.get(address(event, on)).status_code == 404


def test_draft_private_and_unknown_are_not_found(visitor, event, agenda):
    private = published(agenda, title="Besloten", starts_at=SOON, registration_open=True)
    private.view_restrictions.create(restriction_type="login")
    closed = published(agenda, title="Zonder", starts_at=SOON)
    event.unpublish()
    for path in (address(event), address(private), address(closed), f"/aanmelden/{uuid4()}/"):
        assert visitor.get(path).status_code == 404
    assert visitor.get(f"/aanmelden/{private.uid}/klaar/nee/").status_code == 404


def test_own_registration_is_shown_and_looking_changes_nothing(visitor, event):
    found = enter(event)
    page = visitor.get(own(found))
    assert soup(page).h1.text == "Uw aanmelding"
    assert visitor.head(own(found)).status_code == 200
    found.refresh_from_db()
    assert found.status == "confirmed"


def test_own_registration_is_changed(visitor, event):
    found = enter(event)
    response = send(visitor, own(found), name="Sem Visser", people="2", verb="save")
    assert response.url == f"{own(found)}?klaar=gewijzigd"
    assert "Uw aanmelding is gewijzigd." in visitor.get(response.url).text
    found.refresh_from_db()
    assert (found.name, found.people, found.email) == ("Sem Visser", 2, "sem@example.org")


def test_change_that_does_not_fit_is_refused_in_words(visitor, event):
    found, _other = enter(event), enter(event, "Lot")
    response = send(visitor, own(found), people="2", verb="save")
    assert response.status_code == 409
    assert "Er is geen plek meer voor zoveel mensen." in response.text


def test_own_registration_is_cancelled_by_sending_the_form(visitor, event):
    found = enter(event)
    response = visitor.post(own(found), {"verb": "cancel"})
    assert "U bent afgemeld" in visitor.get(response.url).text
    found.refresh_from_db()
    assert found.status == "cancelled"


def test_forged_or_expired_address_says_so(visitor, event):
    found = enter(event)
    path = own(found)
    for forged in (path[:-2] + "x/", f"/aanmelding/{found.reference.hex}/", "/aanmelding/é/"):
        response = visitor.get(forged)
        assert (response.status_code, soup(response).h1.text) == (404, "Dit adres werkt niet")
    with time_machine.travel(event.ends_at + timedelta(days=6)):
        assert "U kunt deze aanmelding niet meer wijzigen." in visitor.get(path).text
    with time_machine.travel(event.ends_at + timedelta(days=8)):
        assert visitor.get(path).status_code == 410
    event.delete()
    assert visitor.get(path).status_code == 404


def block(visitor, event) -> str:
    found = soup(visitor.get(event.url)).find("h2", string="Aanmelden")
    return " ".join(found.parent.text.split()) if found else ""


def test_page_of_the_activity_says_how_many_places_are_left(visitor, event):
    assert block(visitor, event) == "Aanmelden Nog 2 plekken. Aanmelden"
    enter(event)
    assert block(visitor, event) == "Aanmelden Nog 1 plek. Aanmelden"
    enter(event, "Lot")
    assert block(visitor, event) == "Aanmelden Vol. Er is een wachtlijst. Aanmelden voor de wachtlijst"
    event = publish(event, has_waiting_list=False)
    assert block(visitor, event) == "Aanmelden Vol."
    event = publish(event, registration_open=False)
    assert block(visitor, event) == ""


def test_page_of_a_series_lets_choose_a_date(visitor, agenda):
    event = repeated(agenda, starts_at=SOON, registration_open=True, repeat_count=8)
    page = soup(visitor.get(event.url))
    assert len(page.select('main a[href*="/aanmelden/"]')) == 7
    assert page.select_one(f'a[href="{address(event)}"]').text == "Alle datums"


@pytest.mark.parametrize("number", [1, 3])
def test_form_asks_as_many_queries_however_many_dates(visitor, agenda, django_assert_num_queries, number):
    event = repeated(agenda, starts_at=SOON, registration_open=True, repeat_count=number + 1)
    for option in places.of(event)[:number]:
        enter(event, f"Sem{option.on:%d}", on=option.on)
    visitor.get(address(event))
    with django_assert_num_queries(6):
        visitor.get(address(event))
