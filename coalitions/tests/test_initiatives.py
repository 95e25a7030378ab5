from datetime import timedelta
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction, Site

from coalitions import initiatives, leading
from coalitions.models import CoalitionIndexPage, CoalitionPage, Initiative, Membership
from home.models import HomePage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
START = reverse("coalitions:start")


def plan(**changes) -> initiatives.Plan:
    fields = {
        "title": "Samen wandelen",
        "goal": "Niemand loopt alleen.",
        "plan": "Elke week een <b>ommetje</b>.",
        "name": "Noor Bakker",
        "email": "Noor@example.org",
    } | changes
    return initiatives.Plan(**fields)


def made(index, **changes) -> Initiative:
    """A plan of which the link in the letter was followed."""
    initiatives.ask(index, uuid4(), plan(**changes))
    return initiatives.confirm(Initiative.objects.latest("pk"))


def to_noor(mailoutbox) -> list[str]:
    return [mail.subject for mail in mailoutbox if mail.to == ["noor@example.org"]]


def test_confirmed_plan_becomes_a_draft_in_the_workflow(
    coalition_index, wijk, other_wijk, theme, workflow, mailoutbox, committing
):
    with committing():
        initiatives.ask(coalition_index, uuid4(), plan(wijken=[wijk, other_wijk], themes=[theme]))
    initiative = Initiative.objects.get()
    assert not CoalitionPage.objects.exists()
    (letter,) = mailoutbox
    assert initiatives.address(initiative) in letter.body
    assert "Noor" not in letter.body
    assert "wandelen" not in letter.body
    initiative = initiatives.confirm(initiative)
    assert initiatives.confirm(initiative).page == initiative.page
    page = CoalitionPage.objects.get()
    assert (page.live, page.status, page.title, page.introduction) == (False, "idea", "Samen wandelen", plan().plan)
    assert page.get_parent().specific == coalition_index
    draft = page.get_latest_revision_as_object()
    assert set(draft.wijken.all()) == {wijk, other_wijk}
    assert list(draft.themes.all()) == [theme]
    assert page.current_workflow_state.status == "in_progress"
    assert "Noor" not in str(page.get_latest_revision().content)


def test_plan_for_one_wijk_stands_under_its_page(coalition_index, wijk):
    assert made(coalition_index, wijken=[wijk]).page.get_parent().specific == wijk


def test_plan_for_a_wijk_that_was_hidden_meanwhile_stands_under_the_list(coalition_index, wijk):
    initiatives.ask(coalition_index, uuid4(), plan(wijken=[wijk]))
    PageViewRestriction.objects.create(page=wijk, restriction_type="login")
    assert initiatives.confirm(Initiative.objects.get()).page.get_parent().specific == coalition_index


def test_partner_that_starts_it_leads_and_another_name_makes_no_partner(coalition_index, organisation):
    led = made(coalition_index, organisation="buurthuis de linde").page
    assert led.get_latest_revision_as_object().memberships.get().organisation == organisation
    assert led.memberships.get().role == Membership.Role.LEAD
    other = made(coalition_index, organisation="Onbekend", email="a@example.org").page
    assert not other.memberships.exists()


@pytest.mark.parametrize("title", ["Samen wandelen", "🌷🌷", "---"])
def test_slug_is_there_and_unique(coalition_index, title):
    slugs = [made(coalition_index, title=title, email=f"{number}@example.org").page.slug for number in range(2)]
    assert all(slugs)
    assert len(set(slugs)) == 2


def test_sending_again_before_confirming_replaces_the_plan(coalition_index, mailoutbox, committing):
    key = uuid4()
    with committing():
        initiatives.ask(coalition_index, key, plan())
        initiatives.ask(coalition_index, key, plan(goal="Iedereen loopt mee."))
    assert (Initiative.objects.get().goal, len(mailoutbox)) == ("Iedereen loopt mee.", 1)
    with committing():
        initiatives.ask(coalition_index, key, plan(email="beter@example.org"))
    assert [mail.to for mail in mailoutbox] == [["noor@example.org"], ["beter@example.org"]]
    cache.clear()
    initiatives.confirm(Initiative.objects.get(reference=key))
    with committing():
        initiatives.ask(coalition_index, key, plan())
    assert (Initiative.objects.count(), len(mailoutbox)) == (2, 2)


def test_nobody_fills_a_mailbox_with_plans(coalition_index, mailoutbox, committing, clock):
    for _again in range(8):
        with committing():
            initiatives.ask(coalition_index, uuid4(), plan())
    assert (Initiative.objects.count(), len(mailoutbox)) == (5, 5)
    with committing():
        initiatives.ask(coalition_index, uuid4(), plan(email="sem@example.org"))
    clock.shift(timedelta(days=1))
    with committing():
        initiatives.ask(coalition_index, uuid4(), plan())
    assert [mail.to[0] for mail in mailoutbox[5:]] == ["sem@example.org", "noor@example.org"]


def test_publication_is_told_once_with_the_link_for_the_lead(coalition_index, mailoutbox, committing):
    page = made(coalition_index).page
    for _again in range(2):
        with committing():
            page.get_latest_revision().publish()
    assert to_noor(mailoutbox) == ["Op de site: Samen wandelen"]
    page.refresh_from_db()
    assert page.full_url in mailoutbox[-1].body
    assert leading.addresses(page) == ["noor@example.org"]
    assert "/coalities/trekker/" in mailoutbox[-1].body


def test_refusal_is_told_once_and_leaves_the_draft(coalition_index, workflow, editor, mailoutbox, committing):
    initiative = made(coalition_index)
    with committing():
        assert initiatives.refuse(initiative, "Dit bestaat al.", editor)
        assert not initiatives.refuse(initiative, "Nog eens.", editor)
    assert to_noor(mailoutbox) == ["Uw plan: Samen wandelen"]
    assert "Dit bestaat al." in mailoutbox[-1].body
    page = CoalitionPage.objects.get()
    assert (page.live, page.current_workflow_state) == (False, None)


def test_rejection_in_the_workflow_answers_when_it_says_why(coalition_index, workflow, editor, mailoutbox, committing):
    silent, told = made(coalition_index), made(coalition_index, email="told@example.org")
    with committing():
        silent.page.current_workflow_state.current_task_state.reject(user=editor)
        told.page.current_workflow_state.current_task_state.reject(user=editor, comment="Wie doet het?")
    assert [mail.to for mail in mailoutbox if mail.to != [editor.email]] == [["told@example.org"]]
    assert [one.status for one in Initiative.objects.order_by("pk")] == ["waiting", "refused"]


def test_deleted_page_leaves_the_plan(coalition_index):
    initiative = made(coalition_index)
    CoalitionPage.objects.get().delete()
    initiative.refresh_from_db()
    assert initiative.page is None
    assert initiatives.refuse(initiative, "Nee.")


def hidden(response) -> dict:
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def filled(**changes) -> dict:
    return {
        "title": "Samen wandelen",
        "goal": "Niemand loopt alleen.",
        "idea": "Elke week een ommetje.",
        "name": "Noor Bakker",
        "organisation": "",
        "email": "noor@example.org",
        "consent": "on",
    } | changes


@pytest.fixture
def send(visitor, coalition_index, clock, committing):
    def run(**changes):
        guards = hidden(visitor.get(START))
        clock.shift(timedelta(minutes=1))
        with committing():
            return visitor.post(START, filled(**changes) | guards)

    return run


def test_somebody_starts_a_coalition_by_the_link_in_the_letter(visitor, send, wijk, mailoutbox):
    response = send(wijken=["oeverwijk"])
    assert (response.status_code, response.headers["Location"]) == (303, reverse("coalitions:started"))
    assert "Kijk in uw mailbox" in visitor.get(response.headers["Location"]).text
    (link,) = [word.removeprefix("http://testserver") for word in mailoutbox[0].body.split() if "/bevestigen/" in word]
    assert "Elke week een ommetje." in visitor.get(link).text
    assert not CoalitionPage.objects.exists()  # a mail scanner follows links too
    assert visitor.post(link).status_code == visitor.post(link).status_code == 303
    assert CoalitionPage.objects.get().get_parent().specific == wijk
    response = visitor.get(link)
    assert "Bedankt voor uw plan" in response.text
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies
    page = CoalitionPage.objects.get()
    assert page.title not in visitor.get("/coalities/").text
    assert visitor.get(page.get_url()).status_code == 404


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "a" * 121}, "title"),
        ({"title": "a\0b"}, "title"),
        ({"goal": ""}, "goal"),
        ({"goal": "a" * 251}, "goal"),
        ({"idea": ""}, "idea"),
        ({"idea": "a" * 2_001}, "idea"),
        ({"wijken": ["nergens"]}, "wijken"),
        ({"themes": ["9" * 40]}, "themes"),
        ({"name": ""}, "name"),
        ({"organisation": "a" * 121}, "organisation"),
        ({"email": "noor"}, "email"),
        ({"consent": ""}, "consent"),
    ],
)
def test_mistake_stands_beside_its_field_and_the_rest_is_kept(send, wijk, theme, changes, field):
    response = send(**changes)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    for name in {"title", "goal", "name"} - {field}:
        assert f'value="{filled(**changes)[name]}"' in response.text
    assert not Initiative.objects.exists()


def test_lines_in_the_title_become_spaces(send):
    assert send(title="Samen\nwandelen").status_code == 303
    assert Initiative.objects.get().title == "Samen wandelen"


def test_site_without_a_public_list_has_no_form(visitor, coalition_index):
    PageViewRestriction.objects.create(page=coalition_index, restriction_type=PageViewRestriction.LOGIN)
    assert visitor.get(START).status_code == 404
    coalition_index.delete()
    assert visitor.get(START).status_code == 404


def test_plan_goes_to_the_list_of_the_site_where_it_was_made(
    coalition_index, wijk, visitor, committing, mailoutbox, settings
):
    settings.ALLOWED_HOSTS = ["*"]
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Andere stad", slug="andere-stad"))
    Site.objects.create(hostname="andere-stad.example", root_page=home, site_name="Andere stad")
    there = home.add_child(instance=CoalitionIndexPage(title="Coalities", slug="coalities"))
    for host, index in (("andere-stad.example", there), ("testserver", coalition_index)):
        answer = visitor.get(START, headers={"host": host})
        assert answer.context["page"] == index
        assert ("Oeverwijk" in answer.text) == (index == coalition_index)
        with committing():
            initiatives.ask(answer.context["page"], uuid4(), plan())
        assert f"http://{host}/coalities/bevestigen/" in mailoutbox[-1].body
        assert initiatives.confirm(Initiative.objects.latest("pk")).page.get_parent().specific == index


def test_plan_waits_while_the_list_is_away(visitor, coalition_index):
    initiatives.ask(coalition_index, uuid4(), plan())
    initiative = Initiative.objects.get()
    coalition_index.unpublish()
    assert visitor.post(initiatives.address(initiative)).status_code == 410
    initiative.refresh_from_db()
    assert initiative.status == "unconfirmed"


def test_form_costs_no_query_per_wijk(visitor, coalition_index, wijk, theme, django_assert_max_num_queries):
    visitor.get(START)
    with django_assert_max_num_queries(12):
        visitor.get(START)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_button_that_is_pressed_by_two_browsers_at_once_makes_one_page(race, coalition_index, mailoutbox):
    initiatives.ask(coalition_index, uuid4(), plan())
    initiative = Initiative.objects.get()
    found = race([lambda: initiatives.confirm(initiative).page_id] * 4)
    assert found == [CoalitionPage.objects.get().pk] * 4
