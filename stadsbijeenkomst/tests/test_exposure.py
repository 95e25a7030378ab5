"""What must not be seen is searched for in everything that somebody without an account can ask for."""

import io
import zipfile
from uuid import uuid4

import pypdf
import pytest
from django.test import Client
from wagtail.models import Page

from stadsbijeenkomst import drafting, journal, moderation, notes, proceedings, retention, stream, tables
from stadsbijeenkomst.board import Part
from stadsbijeenkomst.frames import frames
from stadsbijeenkomst.models import Note, Plan, Proceedings, Question, Voucher
from stadsbijeenkomst.urls import urlpatterns
from stadsbijeenkomst.views.seats import COOKIE

# One word for each thing that nobody may see, and for each that everybody may.
SECRET = {
    "waits": "Alikruik",
    "hidden": "Bergeend",
    "sensitive": "Cederappel",
    "sensitive, own words": "Dovenetel",
    "redacted, own words": "Eikelmuis",
    "withdrawn": "Fitissen",
    "erased": "Guichelheil",
    "before it was changed": "Hermelijn",
    "grouped, then hidden": "IJsvogel",
    "grouped, then marked": "Jeneverbes",
    "plan of a hidden note": "Kievitsei",
    "late": "Lepelaar",
}
LATER = {"withdrawn after the report": "Moerasvaren", "hidden after the report": "Narwal"}
OPEN = {"plain": "Oeverzwaluw", "neutral line": "Pimpernel", "line instead": "Roerdomp", "changed": "Salamander"}
# Whose addresses need no meeting to be asked for, and what each part of an address is replaced by.
SITE = ("/", "/wijken/", "/stadsbijeenkomsten/", "/zoeken/", "/sitemap.xml", "/robots.txt")


@pytest.fixture
def evening(meeting, table, other_table, say):
    """An evening in which everything happened that keeps words from being seen; returns the notes by what they are."""
    said = {name: say(word, Question.ACTION, approved=False) for name, word in SECRET.items() if "plan" not in name}
    said |= {name: say(word) for name, word in LATER.items()}
    said |= {"plain": say(OPEN["plain"]), "late": late(meeting, table)}

    def decide(name, verb, *arguments):
        note = Note.objects.get(pk=said[name].pk)
        verb(note.pk, note.changed_at, *arguments)

    decide("hidden", moderation.hide)
    Plan.objects.create(note=said["hidden"], who=SECRET["plan of a hidden note"], first_step="Bellen")
    decide("sensitive", moderation.mark_sensitive)
    decide("sensitive, own words", moderation.mark_sensitive)
    decide("sensitive, own words", moderation.redact, OPEN["neutral line"])
    decide("redacted, own words", moderation.redact, OPEN["line instead"])
    for name in ("withdrawn", "erased", "before it was changed", "grouped, then hidden", "grouped, then marked"):
        decide(name, moderation.approve)
    proceedings.enter(meeting, Proceedings.Phase.GROUP)
    proceedings.enter(meeting, Proceedings.Phase.PRIORITISE)
    decide("grouped, then hidden", moderation.hide)
    decide("grouped, then marked", moderation.mark_sensitive)
    seat, taken = tables.seat(table.code), said["withdrawn"]
    notes.withdraw(seat, taken.device, taken.client_uuid)
    retention.erase(meeting, Note.objects.filter(pk=said["erased"].pk))
    old = said["before it was changed"]
    notes.change(seat, old.device, old.client_uuid, old.question, OPEN["changed"])
    decide("before it was changed", moderation.approve)
    return said


def late(meeting, table):
    """A note that came after the close."""
    proceedings.enter(meeting, Proceedings.Phase.GROUP)
    note = notes.submit(tables.seat(table.code), uuid4(), uuid4(), Question.ACTION, SECRET["late"]).note
    proceedings.enter(meeting, Proceedings.Phase.COLLECT)
    return note


def addresses(meeting, said, word):
    """Return every address without an account: each of this app's, filled in for the place where something is to be
    found, and the pages of the site. A part of an address that is not known here fails."""
    table, other = meeting.tables.order_by("number")
    voucher, _ = Voucher.objects.get_or_create(meeting=meeting, device=said["plain"].device)
    parts = {
        "code": [table.code, other.host_code, voucher.code],
        "uuid": [said[name].client_uuid for name in ("hidden", "plain")],
        "slug": [meeting.slug],
        "meeting_id": [meeting.pk],
        "chapter": ["oeverwijk", "stadsbreed"],
        "kind": ["pdf", "xlsx", "csv", "json"],
    }
    found = []
    for pattern in urlpatterns:
        routes = [f"/{pattern.pattern._route}"]
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            routes = [route.replace(f"<{kind}:{name}>", str(value)) for route in routes for value in parts[name]]
        assert "<" not in "".join(routes), routes
        found += routes
    pages = [page.url for page in Page.objects.live().specific() if page.url]
    board = f"{meeting.url}bord/"
    asked = [f"{board}?wijk=oeverwijk", f"{board}?tafel=1", f"/stadsbijeenkomsten/{meeting.pk}/wijzigingen?v=0"]
    return [*found, *asked, f"/zoeken/?q={word}", *dict.fromkeys([*SITE, *pages])]


def text_of(response) -> str:
    """Return what can be read in an answer, whatever kind of file it is."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:4] == b"%PDF":
        reader = pypdf.PdfReader(io.BytesIO(body))
        return "\n".join([*(page.extract_text() for page in reader.pages), str(reader.metadata), str(reader.outline)])
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(parts.read(name).decode(errors="replace") for name in parts.namelist())
    return body.decode(errors="replace")


@pytest.fixture
def found(meeting):
    """Return which of these words somebody without an account finds where: `{word: {address, …}}`."""

    def search(said, words, without="-"):
        reader, other = Client(), Client()
        other.cookies[COOKIE] = str(uuid4())
        places = {}
        _, streamed = stream.event(frames.since(meeting.pk, Part(), 0, journal.version(meeting.pk)))
        for word in words:
            if word.lower() in streamed.decode().lower():
                places.setdefault(word, set()).add("the stream")
        for address in addresses(meeting, said, words[0]):
            if address.startswith(without):
                continue
            answers = [reader.get(address)]
            if address.startswith(("/doe-mee/", "/inbrengbon/")):
                answers += [other.get(address), other.post(address, {"unsent": "0"})]
            for text in map(text_of, answers):
                # An answer may name the word that was searched for.
                said_here = text.lower().replace(words[0].lower(), "") if "?q=" in address else text.lower()
                for word in words:
                    if word.lower() in said_here:
                        places.setdefault(word, set()).add(address)
        return places

    return search


@pytest.mark.parametrize("phase", ["prioritise", "actions", "closed"])
def test_nobody_sees_what_is_not_on_display(meeting, evening, found, phase):
    proceedings.enter(meeting, Proceedings.Phase(phase))
    places = found(evening, [*SECRET.values(), *OPEN.values()])
    assert {word: where for word, where in places.items() if word in SECRET.values()} == {}
    # What may be seen is: the search above does look in the right places.
    assert set(OPEN.values()) <= set(places)


def test_report_lets_go_of_what_is_taken_away_after_it_was_published(meeting, table, evening, found):
    proceedings.enter(meeting, Proceedings.Phase.CLOSED)
    drafting.draft(meeting).save_revision().publish()
    words = [*SECRET.values(), *LATER.values(), OPEN["plain"]]
    places = found(evening, words, without="/doe-mee/")
    assert set(places) == {*LATER.values(), OPEN["plain"]}
    files = {f"/stadsbijeenkomsten/{meeting.pk}/verslag.{kind}" for kind in ("pdf", "xlsx", "csv", "json")}
    assert all(files <= where for where in places.values())
    taken, hidden = evening["withdrawn after the report"], Note.objects.get(text=LATER["hidden after the report"])
    notes.withdraw(tables.seat(table.code), taken.device, taken.client_uuid)
    moderation.hide(hidden.pk, hidden.changed_at)
    retention.erase(meeting, Note.objects.filter(pk=evening["plain"].pk))
    assert found(evening, words, without="/doe-mee/") == {}
