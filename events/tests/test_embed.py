import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import PageViewRestriction

from .factories import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(agenda) -> str:
    return f"/agenda-insluiten/{agenda.pk}"


def soup_of(response) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def soon(parent, title: str, **fields):
    return published(parent, title, starts_at=timezone.now() + timezone.timedelta(days=1), **fields)


def test_any_website_may_frame_the_list_and_no_other_page(visitor, agenda, address):
    response = visitor.get(address)
    assert "frame-ancestors *" in response.headers["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in response.headers["Content-Security-Policy"].split("; ")
    assert "X-Frame-Options" not in response.headers
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    for other in (agenda.url, f"{address}/uitleg"):
        headers = visitor.get(other).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"].split("; ")
    assert visitor.get(agenda.url).headers["X-Frame-Options"] == "DENY"


def test_list_holds_the_activities_with_the_same_filters_and_the_way_to_all(visitor, agenda, address, theme):
    soon(agenda, "Mee", themes=[theme])
    soon(agenda, "Niet")
    soup = soup_of(visitor.get(f"{address}?thema=ontmoeting"))
    assert [link.get_text() for link in soup.select("h2 a")] == ["Mee"]
    assert soup.h1.get_text() == "Activiteiten · Lindestad · Ontmoeting"
    assert soup.select("main a")[-1]["href"] == f"http://testserver{agenda.url}?thema=ontmoeting"
    assert soup.find("base")["target"] == "_top"
    assert soup.find("nav") is None


def test_wijk_has_a_list_of_its_own(visitor, agenda, wijk, other_wijk):
    soon(agenda, "Hier", wijken=[wijk])
    soon(agenda, "Daar", wijken=[other_wijk])
    soup = soup_of(visitor.get(f"/agenda-insluiten/{wijk.pk}"))
    assert [link.get_text() for link in soup.select("h2 a")] == ["Hier"]


@pytest.mark.parametrize("tail", ["", "/uitleg"])
def test_private_draft_and_unknown_pages_and_filters_are_refused(visitor, agenda, address, tail):
    assert visitor.get(f"/agenda-insluiten/999999{tail}").status_code == 404
    assert visitor.get(f"{address}{tail}?thema=onbekend").status_code == 400
    restriction = PageViewRestriction.objects.create(page=agenda, restriction_type=PageViewRestriction.LOGIN)
    assert visitor.get(address + tail).status_code == 404
    restriction.delete()
    agenda.unpublish()
    assert visitor.get(address + tail).status_code == 404


def test_code_to_copy_is_shown_as_text_with_the_chosen_filters(visitor, agenda, address, home_page, theme):
    theme.name = '"><script>'
    theme.save()
    soup = soup_of(visitor.get(f"{address}/uitleg?thema=ontmoeting&wijk="))
    code = BeautifulSoup(soup.find(id="frame").get_text(), "html.parser").iframe
    assert code["src"] == f"http://testserver/agenda-insluiten/{home_page.pk}?thema=ontmoeting"
    assert code["title"] == 'Activiteiten · Lindestad · "><script>'
    assert 'event.origin !== "http://testserver"' in soup.find(id="script").get_text()
    assert len(soup.select("iframe")) == 1


def test_agenda_links_to_the_code_with_its_filters(visitor, agenda, address, theme):
    soup = soup_of(visitor.get(f"{agenda.url}?thema=ontmoeting&periode=weekend"))
    assert soup.find("a", href=f"{address}/uitleg?thema=ontmoeting") is not None
