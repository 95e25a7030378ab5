"""Open data of reports."""

import pytest
from wagtail.models import PageViewRestriction

from stadsbijeenkomst.models import Question

ROOT = "/api/v1/verslagen"


def items(visitor) -> list[dict]:
    response = visitor.get(ROOT)
    assert response.status_code == 200, response.content
    return response.json()["items"]


def test_report_is_told_with_its_lines(visitor, meeting, wijk, say, publish_report):
    say("Koffie")
    say("Bankjes", Question.ACTION)
    page = publish_report()
    (found,) = items(visitor)
    assert found["bijeenkomst"] == meeting.title
    assert found["_links"]["pagina"]["href"] == page.full_url
    alone = visitor.get(f"{ROOT}/{page.pk}").json()
    lines = alone.pop("regels")
    assert alone == found
    assert [(one["vraag"], one["tekst"], one["aantal"], one["wijk"]["id"]) for one in lines] == [
        ("gaat-goed", "Koffie", 1, wijk.pk),
        ("actie", "Bankjes", 1, wijk.pk),
    ]


def test_what_an_editor_left_out_is_not_told(visitor, say, publish_report):
    say("Koffie")
    page = publish_report()
    page.lines.update(left_out=True)
    assert visitor.get(f"{ROOT}/{page.pk}").json()["regels"] == []


@pytest.mark.parametrize("how", ["draft", "private", "private meeting", "draft meeting"])
def test_report_that_is_not_public_is_not_there(how, visitor, meeting, say, publish_report):
    say("Koffie")
    page = publish_report()
    subject = meeting if "meeting" in how else page
    if "draft" in how:
        type(subject).objects.filter(pk=subject.pk).update(live=False)
    else:
        PageViewRestriction.objects.create(page=subject, restriction_type="login")
    assert items(visitor) == []
    assert visitor.get(f"{ROOT}/{page.pk}").status_code == 404


@pytest.mark.parametrize("address", [ROOT, "one"])
def test_queries_do_not_grow(address, visitor, wijk_index, say, publish_report, django_assert_max_num_queries):
    for number in range(3):
        say(f"Koffie {number}")
    page = publish_report()
    with django_assert_max_num_queries(7):
        visitor.get(f"{ROOT}/{page.pk}" if address == "one" else ROOT)
