from datetime import date, timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse

from coalitions import follow_up, joining, leading, links, results
from coalitions.models import CoalitionPage, JoinRequest, Membership, Organisation, Result

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LEAD = "trekker@example.org"


@pytest.fixture
def led(coalition, organisation) -> CoalitionPage:
    """A published coalition with a lead that can be mailed."""
    Organisation.objects.filter(pk=organisation.pk).update(contact_email=LEAD)
    coalition.memberships.add(Membership(organisation=organisation, role=Membership.Role.LEAD))
    coalition.results = "<p>Meer <b>soep</b>.</p><ul><li>een</li><li>twee</li></ul>"
    coalition.figures.add(Result(number=40, label="maaltijden", counted_on=date(2026, 5, 1)))
    coalition.save_revision().publish()
    return CoalitionPage.objects.get(pk=coalition.pk)


def waiting(coalition, number: int = 1, **changes) -> JoinRequest:
    fields = {"name": "Noor", "email": f"noor{number}@example.org", "message": "Ik kook."} | changes
    joining.ask(coalition, uuid4(), joining.Wish(**fields))
    return joining.confirm(JoinRequest.objects.latest("pk"))


def answer(request: JoinRequest, verb: str, text: str = "") -> dict:
    return {"request": request.pk, "verb": verb, f"r{request.pk}-answer": text}


def sent(response) -> dict:
    """What the form with the results sends when nothing is changed in it."""
    form = BeautifulSoup(response.content, "html.parser").select("main form")[-1]
    found = {field["name"]: field.get("value", "") for field in form.select("input")}
    return found | {"results": form.select_one("textarea").get_text().removeprefix("\n"), "verb": "results"}


def test_lead_is_the_partner_that_leads_else_the_contact_of_the_page(led, organisation):
    CoalitionPage.objects.filter(id=led.pk).update(contact_email="samen@example.org")
    led.refresh_from_db()
    assert leading.addresses(led) == [LEAD]
    Membership.objects.update(until=date(2026, 5, 1))
    assert leading.addresses(led) == ["samen@example.org"]
    CoalitionPage.objects.filter(id=led.pk).update(contact_email="")
    led.refresh_from_db()
    assert leading.addresses(led) == []


def test_screen_shows_who_waits_and_what_goes_on(visitor, led, action):
    action.coalition = led
    action.save()
    request = waiting(led, organisation="Nieuwe Club")
    response = visitor.get(leading.link(led, LEAD))
    for text in (request.name, request.email, "Ik kook.", "Nieuwe Club", "Buurthuis De Linde", action.title, "40"):
        assert text in response.text
    assert "/acties/voortgang/" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


def test_lead_lets_in_and_refuses(visitor, led, mailoutbox, committing):
    there = leading.link(led, LEAD)
    club, noor = waiting(led, 1, organisation="Nieuwe Club"), waiting(led, 2)
    with committing():
        response = visitor.post(there, answer(club, "accept"))
    assert (response.status_code, response.headers["Location"]) == (303, f"{there}?klaar=toegelaten")
    assert "Gelukt" in visitor.get(response.headers["Location"]).text
    assert visitor.post(there, answer(noor, "refuse", " ")).status_code == 422
    with committing():
        assert visitor.post(there, answer(noor, "refuse", "Nu niet.")).status_code == 303
    assert [mail.to[0] for mail in mailoutbox] == ["noor1@example.org", "noor2@example.org"]
    assert "Nieuwe Club" in visitor.get(led.url).text


def test_lead_counts_off_who_takes_part_no_more_by_name_and_without(visitor, led):
    noor, sem, lot = (waiting(led, number, name=name) for number, name in enumerate(("Noor", "Sem", "Lot")))
    for one in (noor, sem, lot):
        joining.accept(one)
    JoinRequest.objects.filter(pk__in=[sem.pk, lot.pk]).update(name="", email="")
    there = leading.link(led, LEAD)
    assert "3 bewoners" in visitor.get(led.url).text
    screen = visitor.get(there).text
    assert ("Noor doet niet meer mee" in screen, "Van 2 bewoners" in screen) == (True, True)
    gone = {"verb": "leave", "request": noor.pk}
    response = visitor.post(there, gone)
    assert (response.status_code, response.headers["Location"]) == (303, f"{there}?klaar=minder")
    assert "één bewoner minder" in visitor.get(response.headers["Location"]).text
    again = visitor.post(there, gone)
    assert (again.status_code, "telt niet meer mee" in again.text) == (409, True)
    assert visitor.post(there, {"verb": "leave", "request": sem.pk}).status_code == 303
    assert "1 bewoner" in visitor.get(led.url).text
    # Who left may come back.
    assert waiting(led, 0).status == "waiting"


def test_only_residents_of_the_own_coalition_are_counted_off(visitor, led, coalition_index):
    coalition_index.refresh_from_db()
    other = waiting(coalition_index.add_child(instance=CoalitionPage(title="Anders", goal="Iets anders.")))
    club, noor = waiting(led, 1, organisation="Nieuwe Club"), waiting(led, 2)
    joining.accept(other), joining.accept(club)
    there = leading.link(led, LEAD)
    for wanted in (other.pk, club.pk, noor.pk, 10**30, "", "x"):
        assert visitor.post(there, {"verb": "leave", "request": wanted}).status_code == 409
    assert not JoinRequest.objects.exclude(left_at=None).exists()


def test_second_answer_is_told_that_it_comes_too_late(visitor, led):
    request = waiting(led)
    joining.accept(request)
    response = visitor.post(leading.link(led, LEAD), answer(request, "refuse", "Nee."))
    assert (response.status_code, "al beantwoord" in response.text) == (409, True)
    request.refresh_from_db()
    assert request.status == "accepted"


def test_request_of_another_coalition_is_not_there(visitor, led, coalition_index):
    coalition_index.refresh_from_db()
    other = coalition_index.add_child(instance=CoalitionPage(title="Anders", goal="Iets anders."))
    request = waiting(other)
    unconfirmed = JoinRequest.objects.create(coalition=led, name="x", email="x@example.org")
    there = leading.link(led, LEAD)
    assert request.email not in visitor.get(there).text
    for wanted in (request.pk, unconfirmed.pk, 10**30, "", "x", "١", -1):
        response = visitor.post(there, {"request": wanted, "verb": "accept"})
        assert response.status_code == 404
    assert not JoinRequest.objects.answered().exists()


@pytest.mark.parametrize("text", ["a" * 501, "a\0b"])
def test_answer_that_cannot_be_sent_is_told(visitor, led, text):
    request = waiting(led)
    response = visitor.post(leading.link(led, LEAD), answer(request, "refuse", text))
    assert response.status_code == 422
    assert not JoinRequest.objects.answered().exists()


def test_link_ends_with_its_time_and_with_who_leads(visitor, led, clock, organisation):
    there = leading.link(led, LEAD)
    token = there.rsplit("/", 1)[1]
    forged = [token[:-1], "x", links.token(links.Purpose.SIGN, f"{led.pk}-"), links.token(links.Purpose.LEAD, 10**30)]
    assert [visitor.get(reverse("coalitions:lead", args=[one])).status_code for one in forged] == [404] * 4
    Organisation.objects.update(contact_email="nieuw@example.org")
    assert visitor.get(there).status_code == 410
    Organisation.objects.update(contact_email=LEAD)
    clock.shift(timedelta(days=31))
    request = waiting(led)
    response = visitor.post(there, answer(request, "accept"))
    assert response.status_code == 410
    assert reverse("coalitions:lead_link", args=[led.pk]) in response.text
    CoalitionPage.objects.filter(id=led.pk).update(live=False)
    assert visitor.get(leading.link(led, LEAD)).status_code == 404


def test_fresh_link_goes_to_the_known_address_only(visitor, led, clock, mailoutbox, committing):
    there = reverse("coalitions:lead_link", args=[led.pk])
    form = BeautifulSoup(visitor.get(there).content, "html.parser").select_one("main form")
    guards = {field["name"]: field.get("value", "") for field in form.select("input")}
    assert visitor.post(there, guards).status_code == 422  # faster than a person
    clock.shift(60)
    for _twice in range(2):
        with committing():
            response = visitor.post(there, guards | {"email": "dief@example.org"})
        assert response.status_code == 303
    assert [mail.to for mail in mailoutbox] == [[LEAD]]
    (link,) = [word.removeprefix("http://testserver") for word in mailoutbox[0].body.split() if "/trekker/" in word]
    assert visitor.get(link).status_code == 200
    Organisation.objects.update(contact_email="")
    cache.clear()
    with committing():
        unknown = visitor.post(there, guards)
    assert unknown.headers["Location"] == response.headers["Location"]
    assert len(mailoutbox) == 1


def test_results_go_to_an_editor_and_not_live(visitor, led, workflow, editor):
    there = leading.link(led, LEAD)
    data = sent(visitor.get(there))
    assert data["results"] == "Meer soep.\n\n- een\n- twee"
    data |= {"results": "Meer soep.\n\nEn <b>brood</b>.\n\n- drie", "row0-number": "52"}
    data |= {"row1-number": "7", "row1-label": "vrijwilligers", "row1-counted_on": "2026-06-01"}
    assert visitor.post(there, data).headers["Location"] == f"{there}?klaar=resultaten"
    led = CoalitionPage.objects.get(pk=led.pk)
    assert (led.figures.get().number, "brood" in led.results) == (40, False)
    draft = led.get_latest_revision_as_object()
    assert draft.results == "<p>Meer <b>soep</b>.</p><p>En &lt;b&gt;brood&lt;/b&gt;.</p><ul><li>drie</li></ul>"
    assert [(one.number, one.label) for one in draft.figures.all()] == [(52, "maaltijden"), (7, "vrijwilligers")]
    state = led.current_workflow_state
    assert state.status == "in_progress"
    state.current_task_state.approve(user=editor)
    led = CoalitionPage.objects.get(pk=led.pk)
    assert [one.number for one in led.figures.all()] == [52, 7]


def test_unchanged_results_make_no_draft(visitor, led):
    there = leading.link(led, LEAD)
    before = led.latest_revision_id
    assert visitor.post(there, sent(visitor.get(there))).headers["Location"] == f"{there}?klaar=gelijk"
    led.refresh_from_db()
    assert led.latest_revision_id == before


def test_results_that_somebody_changed_meanwhile_are_kept_on_the_screen(visitor, led):
    there = leading.link(led, LEAD)
    data = sent(visitor.get(there)) | {"results": "Van mij."}
    assert results.propose(led, text="Van een ander.", figures=[], version=str(led.latest_revision_id))
    response = visitor.post(there, data)
    assert (response.status_code, "Van mij." in response.text) == (409, True)
    assert visitor.post(there, sent(response)).status_code == 303
    draft = CoalitionPage.objects.get(pk=led.pk).get_latest_revision_as_object()
    assert draft.results == "<p>Van mij.</p>"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"results": "a" * 5_001}, "results"),
        ({"results": "a\0b"}, "results"),
        ({"row0-number": "-1"}, "number"),
        ({"row0-number": "9" * 40}, "number"),
        ({"row0-number": ""}, "number"),
        ({"row0-label": "a" * 81}, "label"),
        ({"row0-label": ""}, "label"),
        ({"row0-counted_on": "2026-06-02"}, "counted_on"),
        ({"row0-counted_on": "gisteren"}, "counted_on"),
    ],
)
def test_mistake_in_the_results_stands_beside_its_field(visitor, led, changes, field):
    there = leading.link(led, LEAD)
    response = visitor.post(there, sent(visitor.get(there)) | changes)
    assert response.status_code == 422
    form = response.context["results_form"]
    assert [name for part in (form, *form.rows) for name in part.errors] == [field]


def test_row_that_is_made_empty_is_gone(visitor, led):
    there = leading.link(led, LEAD)
    data = sent(visitor.get(there)) | {"row0-number": "", "row0-label": "", "row0-counted_on": ""}
    assert visitor.post(there, data).status_code == 303
    assert not CoalitionPage.objects.get(pk=led.pk).get_latest_revision_as_object().figures.exists()


def test_screen_costs_no_query_per_request_member_or_action(visitor, led, action, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    there = leading.link(led, LEAD)

    def more(number: int):
        waiting(led, number)
        one = follow_up.propose(title=f"Actie {number}", first_step="Bel", due_on=date(2030, 1, 1), owner="Wij")
        one.coalition = led
        one.save()
        Membership.objects.create(page=led, person=f"Bewoner {number}", role="core")

    more(1)
    visitor.get(there)
    with CaptureQueriesContext(connection) as one:
        visitor.get(there)
    more(2)
    more(3)
    with CaptureQueriesContext(connection) as three:
        visitor.get(there)
    assert len(three) == len(one)
