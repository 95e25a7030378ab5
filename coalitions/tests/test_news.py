import datetime
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from coalitions.models import NewsPage

ATOM = "{http://www.w3.org/2005/Atom}"


def tell(coalition, title: str, on: str) -> NewsPage:
    page = NewsPage(title=title, summary=f"{title} & meer.", on=datetime.date.fromisoformat(on))
    coalition.add_child(instance=page)
    page.save_revision().publish()
    return page


def cost(visitor, address: str) -> int:
    visitor.get(address)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert visitor.get(address).status_code == 200
    return len(queries)


def test_page_shows_the_latest_three_and_the_list_all(coalition, visitor):
    for day in range(1, 5):
        tell(coalition, f"Bericht {day}", f"2026-03-0{day}")
    page = visitor.get(coalition.url).text
    assert "Bericht 1" not in page
    assert page.index("Bericht 4") < page.index("Bericht 3") < page.index("Bericht 2")
    listed = visitor.get(f"/coalities/{coalition.pk}/nieuws").text
    assert listed.index("Bericht 2") < listed.index("Bericht 1")


def test_news_names_its_coalition_and_the_rest_of_the_news(coalition, visitor):
    tell(coalition, "Eerst", "2026-03-01")
    news = tell(coalition, "Toen", "2026-03-02")
    page = visitor.get(news.url)
    assert page.status_code == 200
    assert "Meer nieuws van Samen aan tafel" in page.text
    assert "2 maart 2026" in page.text


def test_feed_holds_what_everybody_may_see(coalition, visitor):
    tell(coalition, "Open", "2026-03-01")
    PageViewRestriction.objects.create(page=tell(coalition, "Besloten", "2026-03-02"), restriction_type="login")
    tell(coalition, "Concept", "2026-03-03").unpublish()
    response = visitor.get(f"/coalities/{coalition.pk}/nieuws.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Open"]
    assert feed.find(f"{ATOM}entry").findtext(f"{ATOM}summary") == "Open & meer."
    assert feed.findtext(f"{ATOM}title") == "Samen aan tafel · Nieuws"
    assert f"/coalities/{coalition.pk}/nieuws.atom" in visitor.get(coalition.url).text
    assert (
        visitor.get(f"/coalities/{coalition.pk}/nieuws.atom", headers={"if-none-match": response["ETag"]}).status_code
        == 304
    )


@pytest.mark.parametrize("end", ["nieuws", "nieuws.atom"])
def test_news_of_a_draft_private_or_unknown_coalition_is_not_found(coalition, visitor, end):
    tell(coalition, "Open", "2026-03-01")
    for unknown in (coalition.get_parent().pk, 0, 10**30):
        assert visitor.get(f"/coalities/{unknown}/{end}").status_code == 404
    restriction = PageViewRestriction.objects.create(page=coalition, restriction_type="login")
    assert visitor.get(f"/coalities/{coalition.pk}/{end}").status_code == 404
    restriction.delete()
    coalition.unpublish()
    assert visitor.get(f"/coalities/{coalition.pk}/{end}").status_code == 404


def test_empty_list_says_so(coalition, visitor):
    assert "Er is nog geen nieuws." in visitor.get(f"/coalities/{coalition.pk}/nieuws").text


def test_news_costs_the_same_with_more_of_it(coalition, visitor):
    page = tell(coalition, "Een", "2026-03-01")
    tell(coalition, "Twee", "2026-03-02")
    addresses = [
        page.url,
        coalition.url,
        f"/coalities/{coalition.pk}/nieuws",
        f"/coalities/{coalition.pk}/nieuws.atom",
    ]
    before = [cost(visitor, address) for address in addresses]
    tell(coalition, "Drie", "2026-03-03")
    assert [cost(visitor, address) for address in addresses] == before
    assert max(before[0], *before[2:]) <= 15
