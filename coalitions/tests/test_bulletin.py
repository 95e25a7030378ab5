from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageViewRestriction

from coalitions import bulletin, follow_up, following
from coalitions.models import Action, CoalitionPage, Follower, NewsPage
from events.models import AgendaPage, EventPage

from .workers import TwoWorkers

pytestmark = pytest.mark.django_db
START = datetime(2030, 10, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(START, tick=False) as found:
        yield found


@pytest.fixture
def run(django_capture_on_commit_callbacks, mailoutbox):
    """Run the command; return who was mailed which subject."""

    def tell() -> list[tuple[str, str]]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("tell_followers")
        return [(message.to[0].split("@")[0], message.subject) for message in mailoutbox]

    return tell


def follows(name: str, **about) -> Follower:
    return Follower.objects.create(email=f"{name}@example.org", confirmed_at=timezone.now(), **about)


def post(coalition, title: str) -> NewsPage:
    """Publish news of a coalition now."""
    page = NewsPage(title=title, slug=uuid4().hex, summary="Kom kijken.", live=False)
    coalition.add_child(instance=page)
    page.save_revision().publish()
    return page


def plan(parent, title: str) -> EventPage:
    """Publish an activity now."""
    starts = timezone.now() + timedelta(days=9)
    page = EventPage(title=title, slug=uuid4().hex, starts_at=starts, ends_at=starts + timedelta(hours=1), live=False)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def promise(coalition, title: str) -> Action:
    return Action.objects.create(
        title=title, first_step="Bellen", owner="Buurt", due_on=date(2031, 1, 1), coalition=coalition
    )


def report(action, text: str, status: str = "under_way") -> None:
    follow_up.report(action, status=status, text=text, voice="owner", key=uuid4())


def test_follower_of_a_coalition_hears_all_that_is_new_in_one_letter(coalition, action_index, clock, run, mailoutbox):
    follows("noor", coalition=coalition)
    clock.shift(timedelta(hours=1))
    old = promise(coalition, "Soep")
    report(old, "De pan staat op het vuur.")
    post(coalition, "Een keuken erbij")
    plan(coalition, "Samen koken")
    clock.shift(timedelta(minutes=15))
    assert run() == [("noor", "Nieuws van Samen aan tafel")]
    text = mailoutbox[0].body
    page = f"http://testserver/acties/{old.pk}/"
    assert f"* 1 oktober: Nieuwe actie: Soep. Eerste stap: Bellen\n  {page}\n" in text
    assert f"* 1 oktober: Soep. In uitvoering: De pan staat op het vuur.\n  {page}\n" in text
    assert "* 1 oktober: Een keuken erbij. Kom kijken.\n  http://testserver/coalities/samen-aan-tafel/" in text
    assert "* 1 oktober: Nieuwe activiteit: Samen koken." in text
    assert run() == []
    clock.shift(timedelta(days=1))
    assert run() == []


def test_follower_of_an_action_hears_its_progress_and_the_activities_planned_from_it(
    action, action_index, home_page, clock, run, mailoutbox
):
    follows("noor", action=action)
    agenda = home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda"))
    clock.shift(timedelta(hours=1))
    report(action, "De pan is leeg.", "done")
    action.events.add(plan(agenda, "Soep eten"))
    plan(agenda, "Iets anders")
    clock.shift(timedelta(hours=1))
    assert run() == [("noor", "Nieuws van Elke week soep")]
    assert "* 1 oktober: Klaar: De pan is leeg.\n" in mailoutbox[0].body
    assert "Nieuwe activiteit: Soep eten." in mailoutbox[0].body
    assert "Iets anders" not in mailoutbox[0].body


def test_one_letter_tells_each_thing_once(coalition, action, clock, run, mailoutbox):
    action.coalition = coalition
    action.save()
    clock.shift(timedelta(minutes=1))
    follows("noor", coalition=coalition)
    follows("noor", action=action)
    clock.shift(timedelta(hours=1))
    report(action, "De pan is heel.")
    clock.shift(timedelta(hours=1))
    assert run() == [("noor", "Nieuws van Elke week soep")]
    assert mailoutbox[0].body.count("De pan is heel.") == 1
    clock.shift(timedelta(days=1))
    post(coalition, "Feest")
    report(action, "Nog een pan.")
    clock.shift(timedelta(hours=1))
    assert run() == [("noor", "Nieuws van wat u volgt")]
    text = mailoutbox[0].body
    assert (text.count("Nog een pan."), text.count("Feest"), text.count("De pan is heel.")) == (1, 1, 0)
    assert text.count("/volgen/stoppen/") == 3
    assert run() == []


def test_news_of_before_somebody_followed_is_not_told(coalition, clock, run):
    post(coalition, "Oud nieuws")
    clock.shift(timedelta(minutes=1))
    follower = Follower.objects.create(email="noor@example.org", coalition=coalition)
    clock.shift(timedelta(minutes=1))
    post(coalition, "Voor de bevestiging")
    clock.shift(timedelta(minutes=1))
    following.confirm(follower)
    clock.shift(timedelta(days=1))
    assert run() == []


def test_what_was_published_before_is_no_news_when_it_is_published_again(coalition, clock, run):
    follows("noor", coalition=coalition)
    clock.shift(timedelta(hours=1))
    news = post(coalition, "Feest")
    clock.shift(timedelta(hours=1))
    assert len(run()) == 1
    news.unpublish()
    clock.shift(timedelta(hours=1))
    NewsPage.objects.get().save_revision().publish()
    clock.shift(timedelta(hours=1))
    assert run() == []


def test_what_is_younger_than_a_quarter_waits_for_the_next_run(coalition, clock, run):
    follows("noor", coalition=coalition)
    clock.shift(timedelta(hours=1))
    post(coalition, "Feest")
    clock.shift(timedelta(minutes=14))
    assert run() == []
    clock.shift(timedelta(minutes=1))
    assert len(run()) == 1


def test_action_that_is_taken_up_later_is_new_and_its_past_is_not(coalition, action, clock, run, mailoutbox):
    follows("noor", coalition=coalition)
    clock.shift(timedelta(hours=1))
    report(action, "Lang geleden gezegd.")
    clock.shift(timedelta(hours=1))
    assert run() == []
    action.refresh_from_db()
    action.coalition = coalition
    action.save()
    clock.shift(timedelta(hours=1))
    assert run() == [("noor", "Nieuws van Samen aan tafel")]
    assert "Nieuwe actie: Elke week soep." in mailoutbox[0].body
    assert "Lang geleden gezegd." not in mailoutbox[0].body


@pytest.mark.parametrize("hide", ["private", "unpublished"])
def test_nothing_leaks_of_what_is_hidden(hide, coalition, action, clock, run, mailoutbox):
    action.coalition = coalition
    action.save()
    for name, about in (("noor", {"coalition": coalition}), ("sem", {"action": action})):
        follows(name, **about)
    clock.shift(timedelta(hours=1))
    news = post(coalition, "Geheim feest")
    report(action, "Iets dat niemand mag weten.")
    if hide == "private":
        PageViewRestriction.objects.create(page=coalition, restriction_type="login")
    else:
        news.unpublish()
        coalition.unpublish()
    clock.shift(timedelta(hours=1))
    # An action of a coalition that is only not on the site is itself to be seen; of the coalition there is no word.
    assert [name for name, _subject in run()] == ([] if hide == "private" else ["sem"])
    assert all("Samen aan tafel" not in letter.body for letter in mailoutbox)
    assert all("Geheim" not in letter.body for letter in mailoutbox)


def test_who_stops_or_what_is_hidden_before_a_worker_comes_is_left_out(coalition, action, clock, mailoutbox):
    one, other = follows("noor", coalition=coalition), follows("noor", action=action)
    clock.shift(timedelta(hours=1))
    post(coalition, "Feest")
    report(action, "Bijna klaar.")
    clock.shift(timedelta(hours=1))
    moment, spans = timezone.now(), [[one.pk, START.isoformat()], [other.pk, START.isoformat()]]
    one.delete()
    bulletin.send.call(spans, moment.isoformat())
    assert [message.subject for message in mailoutbox] == ["Nieuws van Elke week soep"]
    assert "Feest" not in mailoutbox[0].body
    other.delete()
    bulletin.send.call(spans, moment.isoformat())
    assert len(mailoutbox) == 1


def test_letter_has_the_headers_of_rfc_8058(coalition, clock, run, mailoutbox):
    follows("noor", coalition=coalition)
    clock.shift(timedelta(hours=1))
    post(coalition, "Feest")
    clock.shift(timedelta(hours=1))
    run()
    address = following.stop_address(following.everything("noor@example.org"))
    raw = mailoutbox[0].message().as_bytes()
    assert f"\nList-Unsubscribe: \n <{address}>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\n".encode() in raw


@pytest.mark.parametrize("number", [1, 3])
def test_run_costs_the_same_queries_for_more_news_and_more_followers_without(
    number, coalition, clock, run, django_assert_num_queries, django_capture_on_commit_callbacks
):
    follows("noor", coalition=coalition)
    clock.shift(timedelta(hours=1))
    for index in range(number):
        post(coalition, f"Feest {index}")
        report(promise(coalition, f"Actie {index}"), "Bezig.")
    clock.shift(timedelta(minutes=1))
    for index in range(number):
        follows(f"ander{index}", coalition=coalition)
    clock.shift(timedelta(hours=1))
    with django_assert_num_queries(26), django_capture_on_commit_callbacks(execute=True):
        assert bulletin.tell() == bulletin.Told(1, 0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_tell_everybody_everything_once(coalition, action, clock, mailoutbox):
    other = coalition.get_parent().specific.add_child(
        instance=CoalitionPage(title="Buurtbus", slug="buurtbus", goal="Rijden.")
    )
    action.coalition = coalition
    action.save()
    clock.shift(timedelta(minutes=1))
    for name, about in (
        *(("noor", {"coalition": coalition}), ("noor", {"action": action}), ("noor", {"coalition": other})),
        *(("sem", {"coalition": other}), ("lot", {"action": action})),
    ):
        follows(name, **about)
    news = {
        1: lambda: report(action, "Stap een."),
        2: lambda: (post(coalition, "Feest"), post(other, "Bus rijdt")),
        4: lambda: (report(action, "Stap twee."), plan(other, "Proefrit")),
        # No run on day 5 and 6: what happened is told on day 7.
        5: lambda: post(other, "Nog een bus"),
        6: lambda: promise(other, "Chauffeurs zoeken"),
        9: lambda: Follower.objects.filter(email="sem@example.org").delete(),
        10: lambda: post(other, "Laatste bus"),
    }
    found, words = (
        {},
        ["Stap een", "Stap twee", "Feest", "Bus rijdt", "Proefrit", "Nog een bus", "Chauffeurs", "Laatste"],
    )
    with TwoWorkers(bulletin.tell) as workers:
        for day in range(12):
            clock.move_to(START + timedelta(days=day, minutes=30))
            news.get(day, bool)()
            clock.shift(timedelta(hours=1))
            if day in {5, 6}:
                continue
            mailoutbox.clear()
            told = workers.run()
            assert sum(one.letters for one in told) == len(mailoutbox)
            letters = {one.to[0].split("@")[0]: [word for word in words if word in one.body] for one in mailoutbox}
            assert len(letters) == len(mailoutbox)
            found |= {day: letters} if letters else {}
    assert found == {
        1: {"lot": ["Stap een"], "noor": ["Stap een"]},
        2: {"noor": ["Feest", "Bus rijdt"], "sem": ["Bus rijdt"]},
        4: {"lot": ["Stap twee"], "noor": ["Stap twee", "Proefrit"], "sem": ["Proefrit"]},
        7: {"noor": ["Nog een bus", "Chauffeurs"], "sem": ["Nog een bus", "Chauffeurs"]},
        10: {"noor": ["Laatste"]},
    }
