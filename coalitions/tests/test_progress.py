"""Telling how an action goes by a mailed link, without an account."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from wagtail.models import PageViewRestriction

from coalitions import follow_up, links, progress
from coalitions.links import Purpose
from coalitions.models import Action, Membership, Organisation

OPENED = datetime(2026, 6, 1, 12, tzinfo=UTC)
NEWS = {"status": "under_way", "text": "De keuken  is gevonden.\nWij beginnen."}
LINES = ("status", "text", "voice")
LEAD = "trekker@example.org"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPENED, tick=False) as clock:
        yield clock


@pytest.fixture
def fill(visitor, clock):
    """Open the form of an address, fill in what is given, and return what is sent."""

    def fill_in(address: str, **changes) -> dict[str, str]:
        page = BeautifulSoup(visitor.get(address).content, "html.parser")
        hidden = {field["name"]: field.get("value", "") for field in page.select("main form input[type=hidden]")}
        clock.shift(timedelta(seconds=30))
        return {"website": "", **hidden, **NEWS, **changes}

    return fill_in


def test_owner_tells_how_it_goes(action, action_index, visitor, fill):
    address = progress.address(action)
    answer = visitor.post(address, fill(address))
    assert (answer.status_code, answer.url) == (303, f"{address}/dank")
    assert list(action.updates.values_list(*LINES)) == [("under_way", "De keuken is gevonden. Wij beginnen.", "owner")]
    thanks = visitor.get(answer.url)
    assert "De keuken is gevonden. Wij beginnen." in thanks.text
    assert f'href="/acties/{action.pk}/"' in thanks.text
    assert thanks.headers["Cache-Control"] == "no-store"
    assert visitor.cookies == {}


def test_what_is_sent_twice_is_told_once(action, visitor, fill):
    data = fill(address := progress.address(action))
    assert [visitor.post(address, data).status_code for _time in range(2)] == [303, 303]
    assert action.updates.count() == 1


def test_link_works_for_who_begins_the_action_now_and_not_for_who_did(action, visitor, clock, committing):
    action.owner_email = "linde@example.org"
    action.save()
    address = progress.address(action)
    action.owner_email = "Noor@example.org"
    action.save()
    assert visitor.get(address).status_code == 404
    assert visitor.post(address, NEWS).status_code == 404
    clock.shift(timedelta(days=91))
    with committing():
        assert visitor.post(address).status_code == 404
    assert (mail.outbox, action.updates.count()) == ([], 0)


@pytest.fixture
def led(action, coalition, organisation) -> Action:
    """An action of a coalition of which the lead is reached through the partner who leads."""
    Organisation.objects.filter(pk=organisation.pk).update(contact_email=LEAD)
    coalition.contact_email = "samen@example.org"
    coalition.memberships.add(Membership(organisation=organisation, role=Membership.Role.LEAD))
    coalition.save_revision().publish()
    action.coalition = coalition
    action.save()
    return action


def test_lead_of_the_coalition_tells_as_lead_of_that_one_only(led, visitor, fill):
    address = progress.address(led, LEAD)
    visitor.post(address, fill(address))
    assert list(led.updates.values_list("voice", flat=True)) == ["lead"]
    led.coalition = None
    led.save()
    assert visitor.get(address).status_code == 404


def test_link_of_who_led_before_works_no_more(led, organisation, visitor):
    address = progress.address(led, LEAD)
    Organisation.objects.filter(pk=organisation.pk).update(contact_email="nieuw@example.org")
    assert visitor.get(address).status_code == 404
    assert visitor.get(progress.address(led, "nieuw@example.org")).status_code == 200


def test_fresh_link_of_a_lead_goes_to_the_partner_who_leads(led, visitor, clock, committing):
    address = progress.address(led, LEAD)
    clock.shift(timedelta(days=91))
    with committing():
        assert visitor.post(address).status_code == 410
    (letter,) = mail.outbox
    assert letter.to == [LEAD]
    link = next(line for line in letter.body.splitlines() if line.startswith("http://testserver/acties/voortgang/"))
    assert visitor.get(link.removeprefix("http://testserver")).status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": " "}, "id_text_error"),
        ({"text": "a" * 301}, "300"),
        ({"text": "a\x00b"}, "Er staat een teken in dat niet te tonen is."),
        ({"status": ""}, "id_status_error"),
        ({"status": "onbekend"}, "onbekend"),
        ({"website": "https://example.org"}, "moet leeg blijven"),
        ({"opened": ""}, "stond te lang open"),
    ],
)
def test_what_is_not_right_is_told_and_kept(changes, sentence, action, visitor, fill):
    address = progress.address(action)
    answer = visitor.post(address, fill(address, **changes))
    assert (answer.status_code, action.updates.count()) == (422, 0)
    assert sentence in answer.text


def test_key_of_another_action_is_told_and_not_an_error(action, organisation, visitor, fill):
    other = follow_up.propose(title="A", first_step="B", due_on=action.due_on, organisation=organisation)
    data = fill(address := progress.address(action))
    visitor.post(address, data)
    assert visitor.post(progress.address(other), data).status_code == 422
    assert other.updates.count() == 0


def test_promise_does_not_become_a_proposal_again(action, visitor, fill):
    address = progress.address(action)
    assert 'value="proposed"' in visitor.get(address).text
    visitor.post(address, fill(address))
    assert 'value="proposed"' not in visitor.get(address).text


def test_link_that_is_too_old_offers_a_new_one(action, visitor, clock, committing):
    action.owner_email = "linde@example.org"
    action.save()
    address = progress.address(action)
    clock.shift(timedelta(days=91))
    page = visitor.get(address)
    assert (page.status_code, "Mail een nieuwe link" in page.text) == (410, True)
    with committing():
        answers = [visitor.post(address, NEWS).text for _time in range(2)]
    assert ["linde@example.org" in answer for answer in answers] == [False, False]
    assert action.updates.count() == 0
    (letter,) = mail.outbox
    assert letter.to == ["linde@example.org"]
    link = next(line for line in letter.body.splitlines() if line.startswith("http://testserver/acties/voortgang/"))
    assert visitor.get(link.removeprefix("http://testserver")).status_code == 200


def test_link_that_is_too_old_without_an_address_says_whom_to_ask(action, visitor, clock):
    address = progress.address(action)
    clock.shift(timedelta(days=91))
    page = visitor.get(address)
    assert (page.status_code, "<form" in page.text.split("<main")[1]) == (410, False)


@pytest.mark.django_db
def test_address_that_somebody_made_up_leads_nowhere(visitor):
    for token in ("1", "1.a.b", links.token(Purpose.STOP, 1), links.token(Purpose.PROGRESS, 999), "9" * 40):
        assert visitor.get(f"/acties/voortgang/{token}").status_code == 404
        assert visitor.post(f"/acties/voortgang/{token}", NEWS).status_code == 404
        assert visitor.get(f"/acties/voortgang/{token}/dank").status_code == 404


def test_private_action_is_told_about_and_not_linked(action, action_index, wijk, visitor):
    action.source = wijk
    action.save()
    PageViewRestriction.objects.create(page=wijk, restriction_type=PageViewRestriction.LOGIN)
    page = visitor.get(progress.address(action))
    assert (page.status_code, f"/acties/{action.pk}/" in page.text) == (200, False)


def test_form_costs_the_same_with_a_longer_history(action, visitor, django_assert_max_num_queries):
    for number in range(2):
        with django_assert_max_num_queries(15):
            visitor.get(progress.address(action))
        for line in range(3):
            follow_up.report(action, status="under_way", text=f"{number} {line}", voice="owner", key=uuid4())
