"""The page of a meeting in each phase, and with what the next meeting can open."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from coalitions import follow_up
from coalitions.models import Action, ActionIndexPage, CoalitionIndexPage, CoalitionPage
from events.models import AgendaPage, EventPage, Venue
from stadsbijeenkomst import proceedings, promises
from stadsbijeenkomst.models import Proceedings, ReportPage, StadsbijeenkomstPage

TODAY = timezone.localdate()


@pytest.fixture
def act(meeting):
    """Write down an action that came from the meeting: `act("Soep", status="done")`."""

    def write(title, days=30, source=meeting, coalition=None, wijken=(), **state):
        action = follow_up.propose(
            title=title,
            first_step="Bellen",
            due_on=TODAY + timedelta(days=days),
            owner="Buurtteam",
            source=source,
            coalition=coalition,
            wijken=wijken,
        )
        Action.objects.filter(pk=action.pk).update(**state or {"status": "proposed"})
        return action

    return write


@pytest.fixture
def next_meeting(meeting_index, meeting):
    start = timezone.now() + timedelta(days=90)
    page = StadsbijeenkomstPage(
        title="Vervolg", slug="vervolg", theme="Eenzaamheid", starts_at=start, ends_at=start + timedelta(hours=3)
    )
    return meeting_index.add_child(instance=page)


def shown(meeting):
    return {
        column.name: [(promise.title, promise.reason) for promise in column.promises]
        for column in promises.of(meeting)
    }


def test_actions_are_done_going_on_or_not_done_with_the_reason(meeting, act):
    assert promises.of(meeting) == ()
    act("Gedaan", days=-5, status="done")
    act("Later", days=9)
    act("Bezig", days=-3, status="under_way")
    act("Gestopt", status="stopped", status_reason="Geen zaal.")
    act("Te laat", days=-9, status="late")
    act("Stil", days=-2, status="promised")
    assert shown(meeting) == {
        "done": [("Gedaan", "")],
        "going": [("Bezig", ""), ("Later", "")],
        "undone": [
            ("Te laat", ""),
            ("Stil", "de dag is voorbij, en niemand heeft gezegd hoe het ervoor staat"),
            ("Gestopt", "Geen zaal."),
        ],
    }


def test_coalition_that_is_not_public_is_not_named(home_page, meeting, act, django_assert_num_queries):
    index = home_page.add_child(instance=CoalitionIndexPage(title="Actiecoalities", slug="coalities"))
    for title, live in (("Openbaar", True), ("Geheim", False)):
        act(title, coalition=index.add_child(instance=CoalitionPage(title=title, slug=title, goal="x", live=live)))
    with django_assert_num_queries(3):
        going = promises.of(meeting)[1].promises
    assert [promise.coalition and promise.coalition.title for promise in going] == ["Openbaar", None]


def test_next_meeting_opens_with_the_last_one_that_had_actions(visitor, meeting, next_meeting, act):
    page = reverse("stadsbijeenkomst:previous", args=["vervolg"])
    assert promises.previous(next_meeting) is None
    assert "Er is geen eerdere bijeenkomst met acties." in visitor.get(page).text
    act("Elke week soep", status="stopped", status_reason="Geen zaal.")
    assert promises.previous(next_meeting) == meeting
    assert promises.previous(meeting) is None
    hall = visitor.get(page).text
    assert ("Elke week soep" in hall, "Gestopt</strong>: Geen zaal." in hall) == (True, True)
    assert "Wat er van de vorige keer is geworden" in visitor.get(next_meeting.url).text
    meeting.unpublish()
    assert "Elke week soep" not in visitor.get(page).text


@pytest.mark.parametrize(
    ("phase", "sentence"),
    [
        ("welcome", "Wat u kunt verwachten"),
        ("collect", "Deze bijeenkomst is nu bezig"),
        ("actions", "Deze bijeenkomst is nu bezig"),
        ("closed", "Het verslag komt op deze pagina"),
    ],
)
def test_page_says_what_fits_the_phase(visitor, meeting, phase, sentence):
    sentences = {"Wat u kunt verwachten", "Deze bijeenkomst is nu bezig", "Het verslag komt op deze pagina"}
    proceedings.enter(meeting, phase)
    page = visitor.get(meeting.url).text
    assert {one for one in sentences if one in page} == {sentence}


def test_page_of_a_meeting_that_nobody_closed_is_not_ahead_for_ever(visitor, meeting):
    proceedings.enter(meeting, "welcome")
    StadsbijeenkomstPage.objects.update(
        starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=2)
    )
    assert "Wat u kunt verwachten" not in visitor.get(meeting.url).text


def test_action_shows_on_the_kept_page_at_once(visitor, meeting, act):
    visitor.get(meeting.url)
    action = act("Elke week soep")
    assert "Elke week soep" in visitor.get(meeting.url).text
    Action.objects.filter(pk=action.pk).update(title="Elke week taart")
    assert "Elke week taart" in visitor.get(meeting.url).text


def test_page_costs_the_same_with_one_action_and_with_three(queries, meeting, next_meeting, act, wijk):
    counts = []
    for number in range(3):
        act(f"Soep {number}", wijken=[wijk])
        act(f"Taart {number}", source=next_meeting, wijken=[wijk])
        proceedings.moderate(meeting, number % 2 == 0)
        counts.append(queries(next_meeting.url))
    assert counts == [counts[0]] * 3
    assert counts[0] <= 15


@pytest.fixture
def event(home_page):
    agenda = home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
    start = timezone.now().replace(hour=18, minute=0, second=0, microsecond=0) + timedelta(days=20)
    venue = Venue.objects.create(name="Stadszaal", address="Plein 1")
    page = EventPage(
        title="Stadsavond", slug="stadsavond", starts_at=start, ends_at=start + timedelta(hours=4), venue=venue
    )
    return agenda.add_child(instance=page)


def written(event, **fields) -> dict:
    return nested_form_data(
        {
            "title": "Avond",
            "slug": "avond",
            "theme": "Eenzaamheid",
            "introduction": "",
            "event": event.pk if event else "",
            "starts_at": "",
            "ends_at": "",
            "place": "",
            "question_good": "",
            "question_improve": "",
            "question_action": "",
            "comments": inline_formset([]),
            "action-publish": "1",
        }
        | fields
    )


@pytest.fixture
def write(client, meeting_index):
    client.force_login(get_user_model().objects.create_superuser("beheer", "beheer@example.org", "correct horse"))
    add = reverse("wagtailadmin_pages:add", args=["stadsbijeenkomst", "stadsbijeenkomstpage", meeting_index.pk])
    return lambda event, **fields: client.post(add, written(event, **fields))


def test_meeting_takes_date_and_place_from_the_agenda(write, event):
    assert write(event).status_code == 302
    page = StadsbijeenkomstPage.objects.get(slug="avond")
    assert (page.starts_at, page.ends_at, page.place) == (event.starts_at, event.ends_at, "Stadszaal, Plein 1")


def local(moment) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M")


def test_time_within_the_activity_and_another_place_are_kept(write, event):
    begin = event.starts_at + timedelta(hours=1)
    sent = {"starts_at": local(begin), "ends_at": local(begin + timedelta(hours=2)), "place": "Zaal 2"}
    assert write(event, **sent).status_code == 302
    page = StadsbijeenkomstPage.objects.get(slug="avond")
    assert (page.starts_at, page.place) == (begin, "Zaal 2")


def test_time_that_contradicts_the_agenda_is_refused(write, event):
    begin = event.starts_at + timedelta(days=1)
    answer = write(event, starts_at=local(begin), ends_at=local(begin + timedelta(hours=2)))
    assert "In de agenda is deze activiteit op" in answer.text
    assert not StadsbijeenkomstPage.objects.filter(slug="avond").exists()


def test_meeting_without_activity_needs_a_date(write, event):
    assert "Vul in wanneer het is, of kies de activiteit in de agenda." in write(None).text


def test_private_action_is_in_no_list_and_a_public_one_leads_to_its_page(
    home_page, meeting, next_meeting, act, visitor
):
    home_page.add_child(instance=ActionIndexPage(title="Acties", slug="acties"))
    index = home_page.add_child(instance=CoalitionIndexPage(title="Actiecoalities", slug="coalities"))
    page = index.add_child(instance=CoalitionPage(title="Dicht", slug="dicht", goal="x"))
    secret = act("Geheim", coalition=page)
    shown = act("Soep")
    follow_up.report(shown, status="stopped", text="De keuken sloot.", voice="owner", key=uuid4())
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    for address in (meeting.url, reverse("stadsbijeenkomst:previous", args=[next_meeting.slug])):
        page = visitor.get(address).text
        assert ("Geheim" in page, f"/acties/{secret.pk}/" in page) == (False, False)
        assert ("De keuken sloot." in page, f'href="/acties/{shown.pk}/"' in page) == (True, True)
    shown.delete()
    assert promises.previous(next_meeting) is None


def test_action_leads_to_the_report_of_its_meeting_when_that_is_public(home_page, meeting, act, visitor, queries):
    home_page.add_child(instance=ActionIndexPage(title="Acties", slug="acties"))
    action = act("Soep")
    page = meeting.add_child(instance=ReportPage(title="Verslag", slug="verslag"))
    address = f"/acties/{action.pk}/"
    assert "Wat er op de bijeenkomst is gezegd" not in visitor.get(address).text
    Proceedings.objects.update(phase="published", report_published_at=timezone.now())
    shown = visitor.get(address + "?vers").text
    assert ("Wat er op de bijeenkomst is gezegd" in shown, f'href="{page.url}"' in shown) == (True, True)
    assert queries(address + "?nog") <= 15
