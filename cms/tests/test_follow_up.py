"""What became of it, from one sentence at a table to the opening of the next meeting: each page shows its part."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from cms import city, city_folder
from coalitions import planning, progress
from coalitions.models import Action, CoalitionPage, FactsheetPage, Result
from events.models import EventPage
from home.models import WijkPage
from stadsbijeenkomst import actions, drafting, grouping, moderation, proceedings
from stadsbijeenkomst.models import Note, Proceedings, StadsbijeenkomstPage, Table

LINDESTAD = Path(__file__).parent / "lindestad"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EVENING = datetime(2026, 3, 3, 20, tzinfo=AMSTERDAM)
SAID, SAID_TOO = "Elke week samen soep eten", "Soep in de flat"
TOLD = "Elke dinsdag eten er dertig mensen soep."


@pytest.fixture
def phone():
    """The telephone of somebody at a table, without an account."""
    return Client(headers={"host": "localhost"})


@pytest.fixture
def reader():
    return Client(headers={"host": "localhost"})


def meeting_of(starts_at: datetime, title: str) -> StadsbijeenkomstPage:
    page = StadsbijeenkomstPage(
        title=title, theme="Samen", starts_at=starts_at, ends_at=starts_at + timedelta(hours=3)
    )
    Page.objects.get(slug="stadsbijeenkomsten").specific.add_child(instance=page)
    page.save_revision().publish()
    return page


def text(client: Client, address: str) -> str:
    """Return the words of a page, as somebody reads them."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(BeautifulSoup(answer.content, "html.parser").find("main").get_text(" ").split())


def fields(answer) -> dict[str, str]:
    """Return what the hidden fields of a form hold."""
    form = BeautifulSoup(answer.content, "html.parser").select_one("main form[method=post]")
    return {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}


def say(phone: Client, table: Table, *notes: str) -> str:
    """Write notes about actions at a table, and return the address of the Inbrengbon that the phone gets."""
    page = f"/doe-mee/{table.code}"
    numbers = dict(re.findall(r'name="(action-\d)-uuid" value="([0-9a-f-]{36})"', phone.get(page).text))
    sent = {f"{row}-uuid": number for row, number in numbers.items()}
    sent |= {f"{row}-text": words for row, words in zip(numbers, notes, strict=False)}
    assert phone.post(f"{page}/versturen", sent).status_code == 303
    return phone.post(f"{page}/mijn/bon").headers["Location"]


def test_what_somebody_said_comes_back_at_each_page(db, phone, reader):  # noqa: PLR0915  # one way, step by step
    with time_machine.travel(EVENING, tick=False) as clock:
        groups = city.load(city_folder.read(LINDESTAD)).groups
        coordinator = get_user_model().objects.create_user("netwerk")
        coordinator.groups.add(groups["coordinator"])
        wijk = WijkPage.objects.get(slug="oeverwijk")
        meeting = meeting_of(EVENING - timedelta(hours=1), "Samen aan tafel")
        Proceedings.objects.create(meeting=meeting, phase=Proceedings.Phase.COLLECT)
        table = Table.objects.create(meeting=meeting, number=1, wijk=wijk)

        # Said, and put together with what another note says.
        voucher = say(phone, table, SAID, SAID_TOO)
        for note in Note.objects.order_by("pk"):
            moderation.approve(note.pk, note.changed_at, coordinator)
        proceedings.enter(meeting, Proceedings.Phase.GROUP)
        first, second = Note.objects.order_by("pk")
        grouping.join(second.pk, second.changed_at, first.pk, coordinator)
        first.refresh_from_db()
        grouping.rename(first.group_id, first.group.changed_at, "Samen soep eten")
        proceedings.enter(meeting, Proceedings.Phase.PRIORITISE)
        proceedings.enter(meeting, Proceedings.Phase.ACTIONS)

        # Promised by a coalition.
        coalition = CoalitionPage(title="Aan één tafel", goal="Niemand eet alleen", status="active", wijken=[wijk])
        Page.objects.get(slug="coalities").specific.add_child(instance=coalition)
        coalition.save_revision().publish()
        meeting = StadsbijeenkomstPage.objects.get(pk=meeting.pk)
        found = actions.candidate(meeting, first.group_id)
        draft = actions.draft(meeting, found)
        action = actions.promote(
            first.group,
            coordinator,
            title=draft["title"],
            first_step="De keuken van de flat bellen",
            due_on=EVENING.date() + timedelta(days=30),
            owner="Bewonersgroep",
            wijken=WijkPage.objects.filter(pk__in=draft["wijken"]),
            coalition=coalition,
        )
        proceedings.enter(meeting, Proceedings.Phase.CLOSED)
        drafting.draft(meeting).get_latest_revision().publish()
        page = f"/acties/{action.pk}/"
        assert action.title == "Samen soep eten"
        assert [action.title in text(reader, address) for address in ("/acties/", page, coalition.url, wijk.url)] == [
            True
        ] * 4
        assert "Samen aan tafel" in text(reader, page)
        assert "De keuken van de flat bellen" in text(phone, voucher)

        # Planned: a draft that nobody sees, and then an activity in the calendar of the wijk.
        clock.shift(timedelta(days=7))
        event = planning.plan(action, coordinator)
        feed = reverse("events:calendar", args=[wijk.pk])
        assert b"VEVENT" not in reader.get(feed).content
        event.wijken, event.summary = [wijk], "Soep voor iedereen"
        event.starts_at = EVENING + timedelta(days=14)
        event.ends_at = event.starts_at + timedelta(hours=2)
        event.save_revision().publish()
        (entry,) = icalendar.Calendar.from_ical(reader.get(feed).content).events
        assert (str(entry["SUMMARY"]), entry.start) == (event.title, event.starts_at)
        event = EventPage.objects.get(pk=event.pk)
        assert event.get_parent().pk == coalition.pk
        assert event.title in text(reader, page)

        # Done, as its owner tells through the link in a letter.
        clock.shift(timedelta(days=20))
        told = progress.address(action)
        sent = fields(reader.get(told)) | {"status": "done", "text": TOLD}
        clock.shift(timedelta(seconds=30))
        assert reader.post(told, sent).status_code in {200, 302, 303}
        coalition.figures = [Result(number=30, label="mensen aan tafel", counted_on=timezone.localdate())]
        coalition.save_revision().publish()
        action = Action.objects.get(pk=action.pk)
        assert (action.status, action.updates.count()) == ("done", 1)
        assert TOLD in text(reader, page)
        assert "Hoe het ervoor staat klaar" in text(phone, voucher)
        assert "30 mensen aan tafel" in text(reader, coalition.url)

        # Counted.
        clock.shift(timedelta(days=120))
        factsheet = FactsheetPage(
            title="Eerste half jaar", slug="half-jaar", starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)
        )
        parent = Page.objects.get(slug="factsheets").specific
        parent.add_child(instance=factsheet)
        factsheet.save_revision().publish()
        counted = text(reader, factsheet.url)
        assert re.search(r"\b1 (gedaan|acties? gedaan)|Gedaan 1\b", counted), counted

        # And opened with, the next time.
        later = meeting_of(timezone.now() + timedelta(days=1), "Weer aan tafel")
        opening = text(reader, f"{later.url}vorige/")
        assert "Samen soep eten" in opening
        assert TOLD in opening
