from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageLogEntry, PageViewRestriction

from coalitions import stories
from coalitions.models import Step, Stop, StoryIndexPage, StoryPage, StoryQuestion

DUE = date(2026, 5, 1)
# The first second of the day to ask, in summer two hours before UTC.
MIDNIGHT = datetime(2026, 4, 30, 22, 0, tzinfo=UTC)
NOON = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def index(home_page) -> StoryIndexPage:
    return home_page.add_child(instance=StoryIndexPage(title="Verhalen", slug="verhalen"))


@pytest.fixture
def story(index, stop, editor) -> StoryPage:
    """A public story that an editor wrote, to be asked about on 1 May 2026."""
    page = StoryPage(
        title="Eerst de soep",
        slug="soep",
        summary="Van alleen naar samen.",
        teller="Anna (verzonnen naam)",
        consented_on=date(2025, 5, 1),
        review_on=DUE,
        owner=editor,
    )
    page.steps = [Step(title="Niemand zag het", text="<p>Stil.</p>", stop=stop), Step(title="Een kop soep", text="x")]
    with time_machine.travel(datetime(2025, 6, 1, 12, 0, tzinfo=UTC), tick=False):
        index.add_child(instance=page)
        page.save_revision(user=editor).publish()
    return page


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """Run the daily command at a moment; its letters go."""

    def at(moment: datetime) -> None:
        with time_machine.travel(moment, tick=False), django_capture_on_commit_callbacks(execute=True):
            call_command("ask_about_stories", verbosity=0)

    return at


def state() -> list[str]:
    return list(StoryQuestion.objects.order_by("pk").values_list("outcome", flat=True))


def live() -> bool:
    return StoryPage.objects.get().live


def test_editor_is_asked_once_when_the_day_has_come(story, run, mailoutbox):
    run(MIDNIGHT - timedelta(seconds=1))
    assert (mailoutbox, state()) == ([], [])
    run(MIDNIGHT)
    run(NOON)
    run(NOON + 20 * DAY)
    (letter,) = mailoutbox
    assert (letter.to, letter.subject) == (["editor@example.org"], "Mag het verhaal ‘Eerst de soep’ blijven?")
    assert "na 31 mei 2026 van de website" in letter.body
    assert f"/admin/verhalen/{story.pk}/" in letter.body
    assert state() == [""]


def test_story_leaves_when_nobody_answers_and_its_history_says_why(story, run):
    run(NOON)
    run(NOON + 30 * DAY)
    assert live()
    run(NOON + 30 * DAY + timedelta(seconds=1))
    run(NOON + 31 * DAY)
    assert (live(), state()) == (False, ["expired"])
    entry = PageLogEntry.objects.filter(page=story.pk).latest("timestamp")
    assert (entry.action, entry.data) == ("coalitions.story.expire", {"review_on": "2026-05-01"})
    assert StoryPage.objects.get().title == "Eerst de soep"


def test_story_that_is_published_again_without_a_new_day_is_asked_about_again(story, run, mailoutbox):
    run(NOON)
    run(NOON + 31 * DAY)
    StoryPage.objects.get().get_latest_revision().publish()
    run(NOON + 32 * DAY)
    assert (live(), state(), len(mailoutbox)) == (True, ["expired", ""], 2)


def test_story_may_stay_and_is_asked_about_on_the_new_day(story, run, editor, mailoutbox):
    run(NOON)
    with time_machine.travel(NOON, tick=False):
        stories.stay(story, date(2027, 5, 1), editor)
    page = StoryPage.objects.get()
    assert (page.review_on, page.has_unpublished_changes, state()) == (date(2027, 5, 1), False, ["stays"])
    run(NOON + 40 * DAY)
    assert (live(), len(mailoutbox)) == (True, 1)
    run(NOON + 366 * DAY)
    assert len(mailoutbox) == 2


def test_answer_leaves_a_draft_unpublished(story, editor):
    draft = StoryPage.objects.get()
    draft.title = "Nog niet af"
    draft.save_revision(user=editor)
    with time_machine.travel(NOON, tick=False):
        stories.stay(story, date(2027, 5, 1), editor)
    page = StoryPage.objects.get()
    assert (page.title, page.review_on, page.has_unpublished_changes) == ("Eerst de soep", date(2027, 5, 1), True)
    latest = page.get_latest_revision_as_object()
    assert (latest.title, latest.review_on) == ("Nog niet af", date(2027, 5, 1))


def test_day_that_is_over_is_refused(story):
    with time_machine.travel(NOON, tick=False), pytest.raises(ValueError, match="to come"):
        stories.stay(story, DUE)


def test_later_day_on_the_page_is_an_answer(story, run, mailoutbox):
    run(NOON)
    page = StoryPage.objects.get()
    page.review_on = date(2027, 1, 1)
    page.save_revision().publish()
    run(NOON + 40 * DAY)
    assert (live(), state(), len(mailoutbox)) == (True, ["stays"], 1)


def test_letter_that_could_not_be_sent_is_tried_again_and_the_time_begins_with_it(story, run, mailoutbox, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    run(NOON)
    assert StoryQuestion.objects.get().told_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    run(NOON + 40 * DAY)
    assert (live(), len(mailoutbox)) == (True, 1)


def test_without_its_writer_who_may_publish_it_is_asked(story, run, editor, wijk_editor, mailoutbox):
    editor.is_active = False
    editor.save()
    other = type(editor).objects.create_user("other", "other@example.org", "correct horse battery")
    other.groups.set(editor.groups.all())
    run(NOON)
    assert [letter.to for letter in mailoutbox] == [["other@example.org"]]


def test_story_about_which_nobody_can_be_asked_stays_until_somebody_can(story, run, editor, mailoutbox):
    type(editor).objects.update(is_active=False)
    run(NOON)
    run(NOON + 60 * DAY)
    assert (live(), state(), StoryQuestion.objects.get().told_at, mailoutbox) == (True, [""], None, [])
    type(editor).objects.create_superuser("boss", "boss@example.org", "correct horse battery")
    run(NOON + 61 * DAY)
    assert [letter.to for letter in mailoutbox] == [["boss@example.org"]]
    run(NOON + 90 * DAY)
    assert live()
    run(NOON + 92 * DAY)
    assert (live(), state()) == (False, ["expired"])


def test_one_story_has_one_open_question(story):
    StoryQuestion.objects.create(story=story, review_on=DUE)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryQuestion.objects.create(story=story, review_on=DUE)


def test_two_workers_send_one_letter(story, mailoutbox):
    question = StoryQuestion.objects.create(story=story, review_on=DUE)
    stories.tell.call(question.pk)
    stories.tell.call(question.pk)
    assert len(mailoutbox) == 1


def test_dashboard_asks_about_stories_whoever_may_answer(story, client, editor, wijk_editor):
    client.force_login(editor)
    with time_machine.travel(NOON, tick=False):
        assert "Verhalen om na te vragen" in client.get("/admin/").text
        client.force_login(wijk_editor)
        assert "Verhalen om na te vragen" not in client.get("/admin/").text
    with time_machine.travel(NOON - 2 * DAY, tick=False):
        client.force_login(editor)
        assert "Verhalen om na te vragen" not in client.get("/admin/").text


@time_machine.travel(NOON, tick=False)
def test_editor_answers_with_a_button(story, client, editor):
    client.force_login(editor)
    desk = reverse("coalitions_story", args=[story.pk])
    assert 'value="2027-05-01"' in client.get(desk).text
    refused = client.post(desk, {"stay": "1", "review_on": "2026-05-01"})
    assert (refused.status_code, "Kies een dag die nog komt." in refused.text) == (422, True)
    assert client.post(desk, {"stay": "1", "review_on": "2027-02-01"}).status_code == 302
    assert StoryPage.objects.get().review_on == date(2027, 2, 1)
    assert client.post(desk, {"leave": "1"}).status_code == 302
    assert not live()


@pytest.mark.parametrize("data", [{"stay": "1", "review_on": "2030-01-01"}, {"leave": "1"}])
def test_nobody_else_answers(story, client, wijk_editor, data):
    client.force_login(wijk_editor)
    assert client.post(reverse("coalitions_story", args=[story.pk]), data).status_code == 302
    assert (live(), StoryPage.objects.get().review_on) == (True, DUE)


def test_story_is_a_list_of_its_stops_in_order(story, visitor):
    text = visitor.get(story.url).text
    assert text.index("Ontmoeten") < text.index("Niemand zag het") < text.index("Een kop soep")
    assert "2025" not in text
    assert "editor" not in text


def test_story_names_no_coalition_that_is_not_public(story, coalition, visitor):
    StoryPage.objects.update(coalition=coalition)
    assert "Samen aan tafel" in visitor.get(story.url).text
    PageViewRestriction.objects.create(page=coalition, restriction_type=PageViewRestriction.LOGIN)
    assert "Samen aan tafel" not in visitor.get(story.url).text


@pytest.mark.parametrize("address", ["/verhalen/", "/verhalen/soep/"])
def test_page_costs_the_same_with_more_to_show(index, story, stop, coalition, wijk, visitor, address):
    def cost() -> int:
        visitor.get(address)
        cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(address).status_code == 200
        return len(queries)

    story.coalition, story.wijken = coalition, [wijk]
    story.save_revision().publish()
    before = cost()
    for number in range(2):
        story.copy(update_attrs={"slug": f"s{number}", "wijken": [wijk]}, keep_live=True)
        story.steps.add(Step(title=f"Stap {number}", text="x", stop=Stop.objects.create(name=f"Halte {number}")))
    story.save_revision().publish()
    assert cost() == before <= 15


@time_machine.travel(NOON, tick=False)
def test_day_to_ask_again_is_a_year_later_when_it_is_left_empty(story, client, editor):
    form = StoryPage.get_edit_handler().get_form_class()
    filled = form(instance=story, for_user=editor, data={"consented_on": "2026-02-28", "review_on": ""})
    filled.is_valid()
    assert filled.cleaned_data["review_on"] == date(2027, 2, 28)
    later = form(instance=story, for_user=editor, data={"consented_on": "2026-06-01", "review_on": ""})
    assert not later.is_valid()
    assert "consented_on" in later.errors
