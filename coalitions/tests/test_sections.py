import datetime

import pytest
import time_machine
from wagtail.models import PageViewRestriction

from coalitions import sections
from coalitions.models import (
    Action,
    CoalitionPage,
    FactsheetIndexPage,
    Membership,
    Organisation,
    StoryIndexPage,
    StoryPage,
)
from home import navigation


def test_members_are_shown_by_role_until_they_leave(coalition, organisation, rf):
    coalition.memberships.add(
        Membership(person="bewoners van de Vecht", role=Membership.Role.CIRCLE),
        Membership(organisation=organisation, role=Membership.Role.LEAD, since=datetime.date(2024, 5, 1)),
        Membership(person="oud-lid", role=Membership.Role.CORE, until=datetime.date(2026, 1, 31)),
    )
    coalition.save()
    coalition = CoalitionPage.objects.get()
    with time_machine.travel("2026-01-31T22:59Z", tick=False):
        parts = sections.members(coalition, rf.get("/"))["parts"]
    assert [(part.role, [str(member) for member in part.members]) for part in parts] == [
        ("Trekt de kar", ["Buurthuis De Linde"]),
        ("Kerngroep", ["oud-lid"]),
        ("Schil: helpt af en toe", ["bewoners van de Vecht"]),
    ]
    with time_machine.travel("2026-01-31T23:01Z", tick=False):
        found = sections.members(coalition, rf.get("/"))
        assert len(found["parts"]) == 2
        assert [str(member) for member in found["former"]] == ["oud-lid"]


def test_members_of_a_draft_are_those_of_the_draft(coalition, organisation, rf):
    coalition.memberships.add(Membership(organisation=organisation))
    draft = coalition.save_revision().as_object()
    assert [str(m) for part in sections.members(draft, rf.get("/"))["parts"] for m in part.members] == [
        "Buurthuis De Linde"
    ]
    assert sections.members(CoalitionPage.objects.get(), rf.get("/")) is None


def test_wijk_shows_its_running_coalitions(coalition, wijk, other_wijk, visitor):
    assert "Samen aan tafel" in visitor.get(wijk.url).text
    assert "Samen aan tafel" not in visitor.get(other_wijk.url).text
    coalition.status = CoalitionPage.Status.COMPLETED
    coalition.save()
    assert "Samen aan tafel" not in visitor.get(wijk.url).text


def test_home_page_shows_three_coalitions_and_how_to_join(coalition, home_page, visitor, rf):
    for number in range(3):
        coalition.copy(update_attrs={"slug": f"c{number}", "title": f"Coalitie {number}"})
    found = sections.in_city(home_page, rf.get("/"))
    assert [page.title for page in found["coalitions"]] == ["Coalitie 0", "Coalitie 1", "Coalitie 2"]
    assert 'href="/coalities/"' in visitor.get(home_page.url).text


def test_home_page_without_coalitions_has_no_such_section(home_page, rf):
    assert sections.in_city(home_page, rf.get("/")) is None


@pytest.mark.parametrize(("page", "queries"), [("home_page", 4), ("wijk", 3)])
def test_sections_cost_the_same_with_more_coalitions(page, queries, request, coalition, rf, django_assert_num_queries):
    page = request.getfixturevalue(page)
    at_home = page.title != "Oeverwijk"
    section = sections.in_city if at_home else sections.in_wijk

    def show():
        # On the page of a wijk the wijken of a coalition are not named.
        found = section(page, rf.get("/"))["coalitions"]
        return [(c.url, [str(w) for w in c.wijken.all()] if at_home else []) for c in found]

    assert len(show()) == 1
    with django_assert_num_queries(queries):
        show()
    for number in range(2):
        coalition.copy(update_attrs={"slug": f"c{number}"})
    with django_assert_num_queries(queries):
        assert len(show()) == 3


def test_members_cost_the_same_with_more_of_them(coalition, organisation, rf, django_assert_num_queries):
    coalition.memberships.add(Membership(organisation=organisation))
    coalition.save()
    with django_assert_num_queries(3):
        sections.members(CoalitionPage.objects.get(), rf.get("/"))
    for name in ("A", "B"):
        coalition.memberships.add(Membership(organisation=Organisation.objects.create(name=name)))
    coalition.save()
    with django_assert_num_queries(3):
        sections.members(CoalitionPage.objects.get(), rf.get("/"))


@pytest.mark.parametrize("name", ["wijk", "coalition"])
def test_page_shows_its_own_actions_in_one_query(name, request, action, coalition, rf, django_assert_num_queries):
    page = request.getfixturevalue(name)
    asked = rf.get("/")
    assert sections.actions_on(coalition, asked) is None
    Action.objects.update(coalition=coalition)
    sections.actions_on(page, asked)
    with django_assert_num_queries(1):
        found = sections.actions_on(page, asked)
    assert ([shown.who for shown in found["actions"]], found["total"]) == (["Buurthuis De Linde"], 1)
    for number in range(5):
        more = Action.objects.create(title=f"{number}", owner="A", due_on=action.due_on, coalition=coalition)
        more.wijken.add(*action.wijken.all())
    with django_assert_num_queries(1):
        found = sections.actions_on(page, asked)
        assert (found["actions"][0].who, found["total"]) == ("Buurthuis De Linde", 6)


def test_wijk_shows_actions_and_the_way_to_all(action, action_index, wijk, other_wijk, visitor):
    text = visitor.get(wijk.url).text
    assert (f'href="/acties/{action.pk}/"' in text, 'href="/acties/?wijk=oeverwijk"' in text) == (True, True)
    assert "Elke week soep" not in visitor.get(other_wijk.url).text


def test_front_door_shows_the_newest_public_stories(home_page, visitor, rf, django_assert_num_queries):
    shelf = home_page.add_child(instance=StoryIndexPage(title="Verhalen", slug="verhalen"))
    assert sections.stories_in_city(home_page, rf.get("/")) is None
    for number in range(1, 6):
        story = StoryPage(title=f"Verhaal {number}", slug=f"v{number}", summary="Ik eet weer mee.")
        story.consented_on, story.review_on = datetime.date(2026, 1, 1), datetime.date(2030, 1, 1)
        story.first_published_at = datetime.datetime(2026, 1, number, tzinfo=datetime.UTC)
        shelf.add_child(instance=story)
        asked = rf.get("/", SERVER_NAME="testserver")
        assert navigation.first_of(asked, home_page, StoryIndexPage)  # the menu knows it
        with django_assert_num_queries(1):
            assert sections.stories_in_city(home_page, asked)["stories"][0] == story
    PageViewRestriction.objects.create(page=StoryPage.objects.get(slug="v5"), restriction_type="login")
    text = visitor.get("/").text
    assert [number for number in range(1, 6) if f'href="/verhalen/v{number}/"' in text] == [2, 3, 4]
    assert 'href="/verhalen/"' in text


def test_front_door_leads_to_the_factsheets(home_page, coalition, visitor):
    assert 'href="/factsheets/"' not in visitor.get("/").text
    home_page.add_child(instance=FactsheetIndexPage(title="Factsheets", slug="factsheets"))
    assert 'href="/factsheets/"' in visitor.get("/?weer").text
