from datetime import date, timedelta

import pytest
from django.core.checks import run_checks
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import CitySettings


@pytest.fixture
def city(home_page):
    city = CitySettings.for_site(home_page.get_site())
    city.security_contact = "mailto:veilig@lindestad.example"
    city.security_expires_on = date(2027, 6, 1)
    city.save()
    return city


def test_security_txt_names_contact_and_end_date(visitor, city):
    city.security_policy = "https://lindestad.example/melden"
    city.save()
    response = visitor.get("/.well-known/security.txt")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == (
        "Contact: mailto:veilig@lindestad.example\n"
        "Expires: 2027-06-01T00:00:00Z\n"
        "Preferred-Languages: nl, en\n"
        "Canonical: http://testserver/.well-known/security.txt\n"
        "Policy: https://lindestad.example/melden\n"
    )


@pytest.mark.parametrize("missing", ["security_contact", "security_expires_on"])
def test_security_txt_that_would_be_invalid_is_not_there(visitor, city, missing):
    setattr(city, missing, "" if missing == "security_contact" else None)
    city.save()
    assert visitor.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("days", "found"), [(None, ["cms.W001"]), (-1, ["cms.W002"]), (400, ["cms.W003"]), (0, []), (365, [])]
)
def test_check_warns_about_the_end_date(city, days, found):
    city.security_expires_on = None if days is None else timezone.localdate() + timedelta(days=days)
    city.save()
    messages = run_checks(tags=["database"], databases=["default"])
    assert [message.id for message in messages if message.id.startswith("cms")] == found


def test_robots_leave_feeds_open_and_name_the_sitemap(visitor, home_page):
    lines = visitor.get("/robots.txt").text.splitlines()
    assert "Disallow: /admin/" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    assert not any("kalender" in line for line in lines)
    assert "Disallow: /" not in lines


def test_sitemap_has_public_pages_only(visitor, wijk, other_wijk, home_page):
    other_wijk.unpublish()
    PageViewRestriction.objects.create(page=wijk, restriction_type=PageViewRestriction.LOGIN)
    text = visitor.get("/sitemap.xml").text
    assert f"<loc>{home_page.full_url}</loc>" in text
    assert wijk.full_url not in text
    assert other_wijk.full_url not in text
