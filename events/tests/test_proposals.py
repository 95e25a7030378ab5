import re
import uuid
from datetime import date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from events import proposals
from events.models import EventPage, FeedEntry, Proposal, Venue

from .factories import AMSTERDAM, publish

pytestmark = pytest.mark.django_db
OPENED = datetime(2026, 6, 1, 12, tzinfo=AMSTERDAM)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(OPENED, tick=False) as clock:
        yield clock


@pytest.fixture
def open_agenda(agenda):
    agenda.proposals_until = date(2026, 6, 30)
    agenda.save()
    return agenda


def filled(**changes) -> dict:
    return {
        "title": "Soep eten",
        "summary": "Samen eten in de buurt.",
        "description": "Kom erbij!\n\nMet <b>brood</b>.",
        "on": "2026-06-18",
        "starts": "17:30",
        "ends": "19:00",
        "repeats": "eenmalig",
        "until": "",
        "venue": "elders",
        "place": "Kerk, Plein 1",
        "audience": "residents",
        "price": "",
        "organiser": "Buurthuis De Oever",
        "contact": "030 123 45 67",
        "name": "Noor Bakker",
        "email": "noor@example.org",
        "consent": "on",
    } | changes


def address(agenda) -> str:
    return reverse("events:propose", args=[agenda.pk])


def hidden(response) -> dict:
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def send(visitor, agenda, clock, **changes):
    guards = hidden(visitor.get(address(agenda)))
    clock.shift(timedelta(minutes=2))
    return visitor.post(address(agenda), filled(**changes) | guards)


@pytest.fixture
def propose(visitor, open_agenda, clock, committing):
    """Send a proposal as somebody does; give the answer of the site."""

    def run(**changes):
        with committing():
            return send(visitor, open_agenda, clock, **changes)

    return run


def test_proposal_becomes_a_page_in_the_workflow(propose, open_agenda, workflow, wijk, theme, mailoutbox):
    response = propose(wijken=["oeverwijk"], themes=["ontmoeting"])
    assert (response.status_code, response.headers["Location"]) == (303, address(open_agenda) + "/dank")
    page = EventPage.objects.get()
    assert page.get_parent().specific == open_agenda
    assert (page.live, page.title, page.organiser, page.is_free) == (False, "Soep eten", "Buurthuis De Oever", True)
    assert page.starts_at == datetime(2026, 6, 18, 17, 30, tzinfo=AMSTERDAM)
    assert page.description == "<p>Plaats: Kerk, Plein 1</p><p>Kom erbij!</p><p>Met &lt;b&gt;brood&lt;/b&gt;.</p>"
    assert list(page.get_latest_revision_as_object().wijken.all()) == list(page.wijken.all()) == [wijk]
    assert list(page.themes.all()) == [theme]
    assert page.current_workflow_state.status == "in_progress"
    proposal = Proposal.objects.get()
    assert (proposal.event, proposal.status, proposal.name) == (page, "waiting", "Noor Bakker")
    assert "Noor" not in str(page.get_latest_revision().content)
    assert not FeedEntry.objects.exists()
    (letter,) = [mail for mail in mailoutbox if mail.to == ["noor@example.org"]]
    assert letter.subject == "Wij hebben uw voorstel: Soep eten"
    assert "Noor Bakker" in letter.body


def test_proposal_without_a_workflow_is_a_draft(propose):
    assert propose().status_code == 303
    assert not EventPage.objects.get().live


def test_series_is_proposed_in_words(propose):
    propose(repeats="2", until="2026-12-31")
    page = EventPage.objects.get()
    assert (page.repeats, page.repeat_every, page.repeat_weekdays) == ("weekly", 2, [3])
    assert page.repeat_until == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("on", "repeats"), [("2026-06-18", "monthly-weekday"), ("2026-07-30", "monthly-last-weekday")]
)
def test_monthly_series_keeps_its_weekday(propose, on, repeats):
    propose(on=on, repeats="month", until="2026-12-31")
    assert EventPage.objects.get().repeats == repeats


def test_sending_twice_makes_one_page_and_one_letter(visitor, open_agenda, clock, mailoutbox, committing):
    guards = hidden(visitor.get(address(open_agenda)))
    clock.shift(60)
    with committing():
        answers = [visitor.post(address(open_agenda), filled() | guards) for _again in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (EventPage.objects.count(), Proposal.objects.count(), len(mailoutbox)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a" * 121}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"summary": ""}, "summary"),
        ({"description": "a" * 5_001}, "description"),
        ({"on": "morgen"}, "on"),
        ({"on": "2026-05-31"}, "on"),
        ({"on": "2029-01-01"}, "on"),
        ({"on": "9999-12-31"}, "on"),
        ({"starts": "25:00"}, "starts"),
        ({"ends": "17:30"}, "ends"),
        ({"on": "2027-03-28", "starts": "02:30", "ends": "04:00"}, "starts"),
        ({"on": "2026-10-25", "starts": "01:00", "ends": "02:30"}, "ends"),
        ({"repeats": "1"}, "until"),
        ({"repeats": "1", "until": "2026-06-18"}, "until"),
        ({"repeats": "1", "until": "2126-06-18"}, "until"),
        ({"repeats": "elke dag"}, "repeats"),
        ({"place": ""}, "place"),
        ({"venue": "999999"}, "venue"),
        ({"wijken": ["nergens"]}, "wijken"),
        ({"themes": ["9" * 40]}, "themes"),
        ({"audience": "iedereen"}, "audience"),
        ({"organiser": ""}, "organiser"),
        ({"name": ""}, "name"),
        ({"email": "noor"}, "email"),
        ({"email": "noor@example.org\nBcc: x@example.org"}, "email"),
        ({"consent": ""}, "consent"),
    ],
)
def test_mistake_stands_beside_its_field_and_the_rest_is_kept(propose, wijk, theme, changes, field):
    response = propose(**changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    kept = filled(**changes)
    for name in {"title", "summary", "place", "name"} - {field}:
        assert f'value="{kept[name]}"' in response.text
    assert not EventPage.objects.exists()


def test_machine_that_fills_in_everything_is_stopped(propose):
    assert propose(website="https://spam.example/").status_code == 422
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("until", [None, date(2026, 5, 31)])
def test_closed_agenda_says_so_and_takes_nothing(visitor, agenda, until):
    agenda.proposals_until = until
    agenda.save()
    assert visitor.get(address(agenda)).status_code == 200
    assert "Voorstellen" in visitor.get(address(agenda)).text
    assert visitor.post(address(agenda), filled()).status_code == 403
    assert visitor.get(agenda.url).text.count("/agenda-voorstel/") == 0


def test_open_agenda_links_to_the_form_up_to_and_including_the_last_day(visitor, open_agenda, clock):
    assert address(open_agenda) in visitor.get(open_agenda.url).text
    clock.move_to(datetime(2026, 6, 30, 23, 0, tzinfo=AMSTERDAM))
    assert visitor.get(address(open_agenda)).context["form"]
    clock.move_to(datetime(2026, 7, 1, 0, 30, tzinfo=AMSTERDAM))
    assert "form" not in visitor.get(address(open_agenda)).context


def test_agenda_that_is_closed_while_somebody_types_refuses(open_agenda):
    open_agenda.proposals_until = date(2026, 5, 1)
    open_agenda.save()
    proposed = proposals.Proposed(event=EventPage(title="x"), description="", name="x", email="x@example.org")
    with pytest.raises(proposals.Closed):
        proposals.submit(open_agenda, uuid.uuid4(), proposed)


def test_private_or_unknown_agenda_is_not_there(visitor, open_agenda):
    assert visitor.get(reverse("events:propose", args=[10**30])).status_code == 404
    assert visitor.get(reverse("events:propose", args=[open_agenda.get_parent().pk])).status_code == 404
    PageViewRestriction.objects.create(page=open_agenda, restriction_type=PageViewRestriction.LOGIN)
    assert visitor.get(address(open_agenda)).status_code == 404


def test_form_is_of_one_reader_and_makes_no_cookie(visitor, open_agenda):
    response = visitor.get(address(open_agenda))
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies
    assert not visitor.get(address(open_agenda) + "/dank").cookies


def test_form_costs_no_query_per_venue_or_wijk(visitor, open_agenda, wijk, theme):
    Venue.objects.create(name="Kerk")
    visitor.get(address(open_agenda))
    with CaptureQueriesContext(connection) as one:
        visitor.get(address(open_agenda))
    Venue.objects.bulk_create([Venue(name="Buurthuis"), Venue(name="Bieb")])
    with CaptureQueriesContext(connection) as three:
        visitor.get(address(open_agenda))
    assert len(three) == len(one) <= 15


def letters(mailoutbox) -> list[str]:
    return [mail.subject for mail in mailoutbox if mail.to == ["noor@example.org"]]


def test_publication_is_told_once(propose, mailoutbox, committing):
    propose()
    with committing():
        page = publish(EventPage.objects.get())
    with committing():
        publish(page, title="Samen soep eten")
    assert letters(mailoutbox) == ["Wij hebben uw voorstel: Soep eten", "Op de site: Soep eten"]
    assert page.full_url in mailoutbox[-1].body
    assert Proposal.objects.get().status == "published"


def test_refusal_is_told_once_and_leaves_the_draft(propose, workflow, editor, mailoutbox, committing):
    propose()
    proposal = Proposal.objects.get()
    with committing():
        assert proposals.refuse(proposal, "Het is te ver weg.", editor)
        assert not proposals.refuse(proposal, "Nog eens.", editor)
    assert letters(mailoutbox) == ["Wij hebben uw voorstel: Soep eten", "Niet in de agenda: Soep eten"]
    assert "Het is te ver weg." in mailoutbox[-1].body
    page = EventPage.objects.get()
    assert not page.live
    assert page.current_workflow_state is None


def test_rejection_in_the_workflow_with_a_comment_answers(propose, workflow, editor, mailoutbox, committing):
    propose()
    state = EventPage.objects.get().current_workflow_state
    with committing():
        state.current_task_state.reject(user=editor, comment="Wat kost het?")
    assert letters(mailoutbox)[1:] == ["Niet in de agenda: Soep eten"]
    assert Proposal.objects.get().answer == "Wat kost het?"


def test_rejection_without_a_comment_answers_nothing(propose, workflow, editor, mailoutbox, committing):
    propose()
    state = EventPage.objects.get().current_workflow_state
    with committing():
        state.current_task_state.reject(user=editor)
    assert len(letters(mailoutbox)) == 1
    assert Proposal.objects.get().status == "waiting"


def test_publication_after_a_refusal_is_told(propose, mailoutbox, committing):
    propose()
    with committing():
        proposals.refuse(Proposal.objects.get(), "Nee.")
    with committing():
        publish(EventPage.objects.get())
    assert letters(mailoutbox)[-1] == "Op de site: Soep eten"


def test_deleted_page_leaves_the_proposal(propose):
    propose()
    EventPage.objects.get().delete()
    assert Proposal.objects.get().event is None
    assert proposals.refuse(Proposal.objects.get(), "Nee.")


def test_name_and_address_are_forgotten_after_the_answer(propose, clock, capsys):
    propose()
    proposals.refuse(Proposal.objects.get(), "Nee.")
    clock.shift(timedelta(days=29))
    call_command("forget_proposers")
    clock.shift(timedelta(days=2))
    call_command("forget_proposers")
    call_command("forget_proposers")
    assert re.findall(r"\d+", capsys.readouterr().out) == ["0", "1", "0"]
    proposal = Proposal.objects.get()
    assert (proposal.name, proposal.email, proposal.title) == ("", "", "Soep eten")


def test_proposal_that_nobody_answered_is_forgotten_after_a_year(propose, clock):
    propose()
    clock.shift(timedelta(days=364))
    assert proposals.forget() == 0
    clock.shift(timedelta(days=2))
    assert proposals.forget() == 1
