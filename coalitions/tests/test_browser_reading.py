"""Factsheets, their letter, stories, partners and the lead's own page at three widths, in a real browser."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from coalitions import factsheet_letter, follow_up, leading
from coalitions.models import (
    CoalitionPage,
    Declaration,
    FactsheetIndexPage,
    FactsheetPage,
    JoinRequest,
    Membership,
    Organisation,
    Result,
    Step,
    StoryIndexPage,
    StoryPage,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def faults(violations):
    """Return a function that gives what axe finds at each width, and where a page is wider than its screen."""

    def found(tab) -> list[str]:
        lines = []
        for width in (390, 1280, 1920):
            tab.set_viewport_size({"width": width, "height": 900})
            lines += [f"{width} {line}" for line in violations(tab)]
            if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
                lines.append(f"{width}: too wide")
        return lines

    return found


@pytest.fixture
def sheet(home_page, coalition, action) -> FactsheetPage:
    """A published factsheet with a letter, about a half year in which something was done."""
    follow_up.report(action, status="done", text="De soep staat op tafel.", voice="owner", key=uuid4())
    index = home_page.add_child(instance=FactsheetIndexPage(title="Factsheets", slug="factsheets"))
    year = timezone.localdate().year
    for number in (1, 2):
        page = FactsheetPage(title=f"Deel {number}", starts_on=date(year, 1, number), ends_on=date(year, 12, 31))
        index.add_child(instance=page)
    factsheet_letter.write(page).get_latest_revision().publish()
    return page


def test_factsheet_and_its_letter_have_no_violation(browse, faults, sheet):
    tab = browse()
    for address in (sheet.get_parent().url, sheet.url, f"{sheet.url}brief/"):
        tab.goto(address)
        for summary in tab.locator("main summary").all():
            summary.click()
        assert (address, faults(tab)) == (address, [])


def test_no_label_of_a_number_is_broken_within_a_word_of_the_factsheet(browse, sheet):
    tab = browse(width=390)
    tab.goto(sheet.url)
    lines = """spans => spans.map(span => {
        const range = document.createRange(), words = [...span.firstChild.data.matchAll(/\\S+/g)];
        return words.filter(word => {
            range.setStart(span.firstChild, word.index);
            range.setEnd(span.firstChild, word.index + word[0].length);
            return range.getClientRects().length > 1;
        }).map(word => word[0]);
    }).flat()"""
    labels = tab.locator(".wv-statistic__label")
    assert "intentieverklaringen" in labels.all_inner_texts()
    assert labels.evaluate_all(lines) == []


def test_stories_have_no_violation(browse, faults, home_page, coalition, stop):
    index = home_page.add_child(instance=StoryIndexPage(title="Verhalen", slug="verhalen"))
    story = StoryPage(
        title="Eerst de soep",
        summary="Van alleen naar samen.",
        consented_on=date(2026, 1, 1),
        review_on=date(2030, 1, 1),
        coalition=coalition,
    )
    story.steps = [Step(stop=stop, title="Een kom soep", text="<p>Hij vertelde over de tafel beneden.</p>")]
    index.add_child(instance=story)
    tab = browse()
    for address in (index.url, f"{index.url}?halte={stop.pk}", story.url):
        tab.goto(address)
        assert (address, faults(tab)) == (address, [])


def test_partners_have_no_violation_with_filters_and_with_nobody(
    browse, faults, partner_index, organisation, coalition
):
    Organisation.objects.update(website="https://example.org/", description="Een huis in de buurt.")
    Declaration.objects.create(organisation=organisation, signed_at=timezone.now(), signed_by="Noor", text="Ja.")
    coalition.memberships.add(Membership(organisation=organisation, role="lead"))
    coalition.save()
    tab = browse()
    for query, number in (("soort=welfare&getekend=on", 1), ("naam=niemand", 0)):
        tab.goto(f"/partners/?{query}")
        assert tab.locator("main article").count() == number
        assert (query, faults(tab)) == (query, [])


def test_page_of_the_lead_has_no_violation_in_any_state(browse, faults, coalition, action):
    CoalitionPage.objects.filter(id=coalition.pk).update(contact_email="trekker@example.org")
    type(action).objects.update(coalition=coalition)
    coalition.refresh_from_db()
    there = leading.link(coalition, "trekker@example.org")
    tab = browse()
    tab.goto(there)
    assert tab.get_by_text("Er wachten geen aanvragen op u.").count() == 1
    assert faults(tab) == []
    coalition.figures.add(Result(number=4, label="tafels", counted_on=date(2026, 3, 1)))
    coalition.save()
    now = timezone.now()
    for name, status in (("Noor", "waiting"), ("Een stichting met een lange naam", "waiting"), ("Sem", "accepted")):
        JoinRequest.objects.create(
            coalition=coalition,
            name=name,
            email=f"{status}{len(name)}@example.org",
            status=status,
            confirmed_at=now,
            answered_at=now if status == "accepted" else None,
        )
    tab.goto(there)
    assert tab.get_by_role("button", name="Toelaten").count() == 2
    tab.get_by_text("Wie onlangs antwoord kreeg").click()
    assert faults(tab) == []
    tab.get_by_label("Getal").last.fill("5")
    tab.get_by_role("button", name="Verstuur de resultaten").click()
    assert tab.get_by_role("alert").get_by_role("link").count() == 2
    assert faults(tab) == []
