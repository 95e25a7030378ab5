"""The main job from end to end, as those who do it see it: a real browser, on a city loaded from its own folder."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone
from ical.calendar_stream import IcsCalendarStream
from playwright.sync_api import expect
from wagtail.models import Page, get_page_models

from cms import city, city_folder
from coalitions.models import Action
from events.models import AgendaPage
from home.models import ContentPage, HomePage, WijkPage
from stadsbijeenkomst.models import (
    Proceedings,
    Question,
    ReportPage,
    StadsbijeenkomstIndexPage,
    StadsbijeenkomstPage,
    Table,
)

pytestmark = pytest.mark.browser

LINDESTAD = Path(__file__).parent / "lindestad"
TITLE = "Soep, brood & buren 🍲"
# Two for each of the three questions, in their order.
NOTES = ["Koffie in de flat", "De moestuin", "Meer bankjes", "Wie belt er aan?", "Een bustocht", "Buurtsoep 🍲"]


@pytest.fixture
def staff(browse):
    """Load the city, and log a new user with a role in through the form: `desk = staff("moderator")`."""
    groups = city.load(city_folder.read(LINDESTAD)).groups

    def log_in(role: str):
        get_user_model().objects.create_user(role, f"{role}@lindestad.example", "kom-erbij").groups.add(groups[role])
        tab = browse()
        tab.goto("/admin/")
        tab.locator("[name=username]").fill(role)
        tab.locator("[name=password]").fill("kom-erbij")
        tab.keyboard.press("Enter")
        tab.wait_for_url("/admin/")
        return tab

    return log_in


@pytest.fixture
def planned(staff) -> StadsbijeenkomstPage:
    """A meeting of tonight that is published and not open yet."""
    now = timezone.now()
    page = StadsbijeenkomstPage(
        title="Samen aan tafel",
        slug="samen-aan-tafel",
        theme="Eenzaamheid",
        starts_at=now - timedelta(minutes=5),
        ends_at=now + timedelta(hours=2),
    )
    StadsbijeenkomstIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def press(tab, name: str) -> None:
    """Press a button that leads to a page, and wait for that page."""
    with tab.expect_navigation():
        tab.get_by_role("button", name=name, exact=True).click()


def shown(tab, address: str, words: list[str]) -> list[str]:
    """Return which of `words` can be read at an address."""
    tab.goto(address)
    text = tab.locator("main").inner_text()
    return [word for word in words if word in text]


def send_in(phone, notes: list[str]) -> None:
    """Write two notes to each question, and wait until each is stored."""
    for number, words in enumerate(notes):
        answers = phone.locator(f"[data-question={Question.values[number // 2]}]")
        answers.locator("textarea").first.fill(words)
        phone.keyboard.press("Control+Enter")
        answers.locator("li", has_text=words).wait_for()


def promote(lead, words: str) -> None:
    """Make an action of what somebody said, from the control room on."""
    lead.get_by_role("link", name="Van onderwerpen naar acties").click()
    lead.get_by_role("link", name=f"Maak een actie van: {words}").click()
    lead.locator("[name=first_step]").fill("Bellen met de vervoerder")
    lead.locator("[name=due_on]").fill(f"{timezone.localdate() + timedelta(days=30):%Y-%m-%d}")
    lead.locator("[name=owner]").fill("Bewonersgroep")
    press(lead, "Maak er een actie van")


def twice(tab, address: str) -> str:
    """Fetch an address two times, and return the text when both are the same bytes."""
    first, second = (tab.context.request.get(address) for _time in range(2))
    assert first.ok
    assert first.body() == second.body()
    return first.text()


def test_editor_publishes_and_the_neighbours_find_it_everywhere(browse, staff):
    desk, neighbour = staff("editor"), browse(width=390, height=844)
    wijk = WijkPage.objects.get(slug="oeverwijk")
    pages = ["/", wijk.url, "/agenda/", "/agenda/?wijk=oeverwijk", "/zoeken/?q=soepen", "/zoeken/?q=buur"]
    feeds = [f"/kalender/{wijk.pk}.{kind}" for kind in ("ics", "atom", "json")]
    # Everything is read before, so that the page cache holds it. Search knows words by their stems: “buur” is “buren”.
    assert [shown(neighbour, address, [TITLE]) for address in pages] == [[]] * len(pages)
    assert ["Soep" in twice(neighbour, address) for address in feeds] == [False] * 3

    starts_at = datetime.now(ZoneInfo("Europe/Amsterdam")).replace(hour=17, minute=30, second=0, microsecond=0)
    starts_at += timedelta(days=7)
    ends_at = starts_at + timedelta(minutes=90)
    explorer = f"/admin/pages/{AgendaPage.objects.get().pk}/"
    desk.goto(explorer)
    desk.locator("a[href$='/add_subpage/']").first.click()
    desk.wait_for_url("**/admin/pages/add/events/eventpage/**")
    desk.locator("[name=title]").fill(TITLE)
    desk.locator("[name=summary]").fill("Samen eten met uw buren.")
    desk.get_by_role("tab", name="Wanneer", exact=True).click()
    calendar = desk.locator(".xdsoft_datetimepicker:visible")
    for name, moment in (("starts_at", starts_at), ("ends_at", ends_at)):
        desk.locator(f"[name={name}]").fill(f"{moment:%Y-%m-%d %H:%M}")
        # Wagtail opens a calendar a moment after the field was entered; leaving the field closes it.
        expect(calendar).to_have_count(1)
        desk.locator("[name=all_day]").focus()
        expect(calendar).to_have_count(0)
    desk.get_by_role("tab", name="Waar en voor wie", exact=True).click()
    desk.get_by_label("Oeverwijk").check()
    desk.get_by_role("button", name="Meer acties").click()
    desk.get_by_role("button", name="Publiceren", exact=True).click()
    desk.wait_for_url(explorer)

    assert [shown(neighbour, address, [TITLE]) for address in pages] == [[TITLE]] * len(pages)
    ics, atom, json = (twice(neighbour, address) for address in feeds)
    assert "Soep, brood &amp; buren 🍲" in atom
    assert TITLE in json
    event = icalendar.Calendar.from_ical(ics).events[0]
    assert (event["SUMMARY"], event.start, event.end) == (TITLE, starts_at, ends_at)
    event = IcsCalendarStream.calendar_from_ics(ics).events[0]
    assert (event.summary, event.dtstart, event.dtend) == (TITLE, starts_at, ends_at)
    event = vobject.readOne(ics).vevent
    assert (event.summary.value, event.dtstart.value, event.dtend.value) == (TITLE, starts_at, ends_at)
    neighbour.goto(pages[-1])
    neighbour.get_by_role("link", name=TITLE).click()
    neighbour.get_by_role("heading", level=1, name=TITLE).wait_for()


def test_table_talks_and_the_city_reads_it(browse, staff, planned):
    board, report = (f"{planned.url}{name}/" for name in ("bord", "verslag"))
    phone, resident, hall = browse(width=390, height=844), browse(), browse(width=1920, height=1080)
    assert shown(resident, "/", [planned.title]) == []
    assert shown(resident, "/wijken/oeverwijk/", NOTES) == []
    assert resident.goto(report).status == 404

    lead = staff("coordinator")
    lead.goto(f"/admin/stadsbijeenkomsten/{planned.pk}/")
    lead.locator("[name=wijk]").select_option(label="Oeverwijk")
    press(lead, "Tafels toevoegen")
    press(lead, "Verder naar ophalen")
    code = lead.locator("#tafels code").first.inner_text().replace(" ", "")
    assert shown(resident, "/", [planned.title]) == [planned.title]

    phone.goto("/")
    phone.get_by_role("link", name="Meedoen met de code van mijn tafel").click()
    phone.get_by_label("Code").fill(code.lower())
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"**/doe-mee/{code}")
    send_in(phone, NOTES)
    assert shown(hall, board, NOTES) == []

    moderator = staff("moderator")
    moderator.get_by_role("link", name=f"{planned.title}: 6").click()
    for left in range(6, 0, -1):
        expect(moderator.locator("[data-part=list] li")).to_have_count(left)
        moderator.get_by_role("button", name="Goedkeuren").click()
    expect(moderator.locator("[data-part=list] li")).to_have_count(0)
    for words in NOTES:
        hall.get_by_text(words).wait_for(timeout=20_000)

    lead.reload()
    press(lead, "Verder naar groeperen")
    press(lead, "Verder naar kiezen")
    phone.goto(f"/doe-mee/{code}/stemmen")
    phone.get_by_label(NOTES[4]).check()
    press(phone, "Mijn keuze bewaren")
    press(lead, "Verder naar acties")
    promote(lead, NOTES[4])
    assert Action.objects.get().source.specific == planned
    lead.goto(f"/admin/stadsbijeenkomsten/{planned.pk}/")
    press(lead, "Verder naar gesloten")
    lead.get_by_role("link", name="Naar het verslag en de regels").click()
    press(lead, "Verslag maken")
    report_page = ReportPage.objects.get()
    report_page.get_latest_revision().publish()
    resident.goto("/")
    resident.get_by_role("link", name="Lees het verslag").click()
    assert shown(resident, resident.url, ["Bewonersgroep"]) == ["Bewonersgroep"]
    resident.get_by_role("row", name="Oeverwijk 1 2 2 2 6").get_by_role("link").click()
    resident.get_by_role("heading", level=1, name="Oeverwijk").wait_for()
    assert shown(resident, resident.url, NOTES) == NOTES
    assert shown(resident, "/wijken/oeverwijk/", NOTES) == NOTES


def test_no_kind_of_page_has_a_violation(browse, violations):
    call_command("demo")
    HomePage.objects.get().add_child(
        instance=ContentPage(title="Over ons", slug="over-ons", body=[("text", "<p>Wie wij zijn.</p>")])
    )
    code = Table.objects.filter(meeting__proceedings__phase=Proceedings.Phase.COLLECT).first().code
    meeting = StadsbijeenkomstPage.objects.get(proceedings__report_published_at__isnull=False)
    addresses = [
        *(kind.objects.live().last().url for kind in get_page_models() if kind is not Page),
        "/zoeken/?q=samen",
        "/doe-mee/",
        f"/doe-mee/{code}",
        f"/doe-mee/{code}/mijn",
        f"/doe-mee/{code}/stemmen",
        f"/doe-mee/{code}/acties",
        "/inbrengbon/",
        *(f"{meeting.url}{rest}" for rest in ("bord/", "scherm/", "vorige/", "verslag/")),
        f"{meeting.url}verslag/{meeting.wijken().first().slug}/",
        "/bestaat-niet/",
        "/agenda/?pagina=x",
    ]
    tab = browse()
    for address in addresses:
        tab.goto(address)
        for width in (390, 1280):
            tab.set_viewport_size({"width": width, "height": 900})
            assert (address, width, violations(tab)) == (address, width, [])
