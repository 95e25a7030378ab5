from datetime import date

import pytest
from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from wagtail.models import PageViewRestriction

from coalitions import storybook
from coalitions.models import Step, Stop, StoryIndexPage, StoryPage


@pytest.fixture
def index(home_page, stop, wijk) -> StoryIndexPage:
    """A list of a story at a stop, and one at another stop in a wijk."""
    found = home_page.add_child(instance=StoryIndexPage(title="Verhalen", slug="verhalen"))
    told = {"consented_on": date(2025, 5, 1), "review_on": date(2026, 5, 1)}
    for title, halt, wijken in (("Soep", stop, []), ("Fiets", Stop.objects.create(name="Meedoen"), [wijk])):
        page = StoryPage(title=title, slug=title.lower(), summary="x", wijken=wijken, **told)
        page.steps = [Step(title="a", text="b", stop=halt)]
        found.add_child(instance=page)
    return found


def titles(index, query: str = "") -> list[str]:
    return sorted(story.title for story in storybook.collect(index, QueryDict(query)).stories)


def test_stories_are_narrowed_by_stop_and_wijk(index):
    assert titles(index) == ["Fiets", "Soep"]
    assert titles(index, "halte=ontmoeten") == ["Soep"]
    assert titles(index, "wijk=oeverwijk") == ["Fiets"]
    assert titles(index, "halte=ontmoeten&wijk=oeverwijk") == []


@pytest.mark.parametrize("query", ["halte=0", "halte=x", "halte=" + "9" * 40, "wijk=nergens"])
def test_choice_that_does_not_exist_is_refused(index, visitor, query):
    with pytest.raises(BadRequest):
        titles(index, query)
    assert visitor.get(f"/verhalen/?{query}").status_code == 400


def test_page_that_the_list_has_not_is_not_found(index):
    with pytest.raises(Http404):
        titles(index, "pagina=2")


def test_private_story_is_not_in_the_list(index, visitor):
    story = StoryPage.objects.get(slug="soep")
    assert "Soep" in visitor.get("/verhalen/").text
    PageViewRestriction.objects.create(page=story, restriction_type=PageViewRestriction.LOGIN)
    assert titles(index) == ["Fiets"]
