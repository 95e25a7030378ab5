from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import gettext

from events.models import Venue

from .factories import published

pytestmark = pytest.mark.browser


@pytest.fixture
def event(agenda, wijk, theme):
    venue = Venue.objects.create(name="Buurthuis", address="Kade 1", postcode="1234 AB", place="Lindestad")
    return published(
        agenda,
        starts_at=timezone.now() + timedelta(days=3),
        venue=venue,
        wijken=[wijk],
        themes=[theme],
        status="changed",
        status_reason="We beginnen later.",
        languages=["nl", "ar"],
        summary="Kom erbij!",
        description="<p>Met brood.</p>",
        contact="soep@example.org",
    )


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["agenda", "event", "wijk"])
def test_page_has_no_violation(browse, violations, request, event, agenda, wijk, name, width):
    tab = browse(width=width)
    tab.goto({"agenda": agenda, "event": event, "wijk": wijk}[name].url)
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_agenda_is_narrowed_with_the_keyboard_and_the_event_is_fetched(browse, event, agenda, other_wijk):
    tab = browse(width=1280)
    tab.goto(agenda.url)
    tab.get_by_label("Wijk").focus()
    tab.keyboard.type("Molen")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**wijk=molenwijk**")
    assert tab.get_by_text(gettext("No activities are planned with this choice.")).is_visible()
    tab.get_by_role("link", name=gettext("Show everything")).click()
    tab.get_by_role("link", name="Soep eten").click()
    tab.get_by_text(gettext("Put in my calendar"), exact=True).click()
    with tab.expect_download() as download:
        tab.get_by_role("link", name=gettext("Apple, Outlook and other programs: a file")).click()
    assert b"SUMMARY:Soep eten" in download.value.path().read_bytes()
