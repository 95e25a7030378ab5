"""What the pages of the network ask the database, with everything on them that they can show."""

import datetime
import json

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Site

from coalitions import follow_up
from coalitions.models import (
    ActionIndexPage,
    Declaration,
    JoinRequest,
    Membership,
    NewsPage,
    Organisation,
    Paper,
    Result,
    Step,
    Stop,
    StoryIndexPage,
    StoryPage,
)
from events.models import AgendaPage, EventPage
from home.models import Theme, WijkPage

MOST = 15


@pytest.fixture
def network(coalition, partner_index, home_page, wijk_index):
    """Return what adds one of everything to a coalition and to what stands round it."""
    home_page.add_child(instance=ActionIndexPage(title="Acties", slug="acties", show_in_menus=True))
    home_page.add_child(instance=AgendaPage(title="Agenda", slug="agenda", show_in_menus=True))
    told = home_page.add_child(instance=StoryIndexPage(title="Verhalen", slug="verhalen", show_in_menus=True))
    link = f'<a id="{partner_index.pk}" linktype="page">Wie doen mee</a>'
    today = timezone.localdate()
    tomorrow = timezone.now() + datetime.timedelta(days=1)

    def add(number: int) -> None:
        wijk = wijk_index.add_child(instance=WijkPage(title=f"Wijk {number}", slug=f"w{number}"))
        image = get_image_model().objects.create(title="Logo", file=get_test_image_file(filename=f"{number}.png"))
        partner = Organisation.objects.create(name=f"Partner {number}", logo=image, website="https://example.org/")
        former = Organisation.objects.create(name=f"Vroeger {number}")
        partner.wijken.add(wijk)
        Declaration.objects.create(organisation=partner, signed_at=timezone.now())
        document = get_document_model()(title=f"Plan {number}", file=ContentFile(b"x" * 2000, f"plan{number}.pdf"))
        document.save()
        page = type(coalition).objects.get(pk=coalition.pk)
        page.wijken.add(wijk)
        page.stops.add(Stop.objects.create(name=f"Halte {number}"))
        page.themes.add(Theme.objects.create(name=f"Thema {number}", slug=f"t{number}"))
        page.memberships.add(
            Membership(organisation=partner, role="lead"),
            Membership(organisation=former, until=today - datetime.timedelta(days=1)),
        )
        page.papers.add(Paper(document=document))
        page.figures.add(Result(number=number, label=f"maaltijden {number}", counted_on=today))
        page.results = f"<p>Er is veel gegeten. {link}</p>"
        page.body = json.dumps([{"type": "text", "value": f"<p>{link}</p>"}] * number)
        page.save()
        page.add_child(instance=NewsPage(title=f"Nieuws {number}", slug=f"n{number}", summary="Er is soep."))
        story = StoryPage(
            title=f"Verhaal {number}",
            slug=f"v{number}",
            summary="Ik ging mee-eten.",
            consented_on=today,
            review_on=today + datetime.timedelta(days=365),
            coalition=page,
        )
        story.steps = [Step(title="Koffie", text=f"<p>{link}</p>") for _number in range(number)]
        told.add_child(instance=story)
        event = page.add_child(
            instance=EventPage(
                title=f"Soep {number}",
                slug=f"e{number}",
                starts_at=tomorrow,
                ends_at=tomorrow + datetime.timedelta(hours=1),
                wijken=[wijk],
            )
        )
        event.themes.add(page.themes.all()[0])
        event.save_revision().publish()
        follow_up.propose(
            title=f"Actie {number}",
            first_step="Bellen",
            due_on=today + datetime.timedelta(days=number),
            organisation=partner,
            wijken=[wijk],
            coalition=page,
        )
        JoinRequest.objects.create(
            coalition=page, name="Noor", email=f"n{number}@example.org", status="accepted", confirmed_at=tomorrow
        )
        page.copy(update_attrs={"slug": f"c{number}", "title": f"Coalitie {number}"})

    return add


def cost(visitor, address: str) -> int:
    """Return how many queries a page asks when nothing is kept: no answer, no thumbnail.

    But where the sites begin: that Wagtail asks once in an hour, for all pages.
    """
    assert visitor.get(address).status_code == 200
    cache.clear()
    Site.get_site_root_paths()
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    "address",
    [
        "/coalities/",
        "/coalities/samen-aan-tafel/",
        "/partners/",
        "/coalities/samen-aan-tafel/n1/",
        "/verhalen/",
        "/verhalen/v1/",
    ],
)
def test_page_with_everything_on_it_asks_at_most_fifteen_queries(network, visitor, address):
    network(1)
    first = cost(visitor, address)
    network(2)
    network(3)
    assert cost(visitor, address) == first
    assert first <= MOST
