"""Example content for a city, as `demo.json` in its data folder describes it; dates are relative to the first load."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from .city_folder import BadFolder, Part, Strict

Question = Literal["good", "improve", "action"]


class User(Strict):
    """Somebody to log in as: a role, never a person."""

    username: str
    role: str


class Day(Strict):
    """A day: a weekday (1 is Monday) of a week counted from this one; weekday 0 is today."""

    week: int
    weekday: int = Field(ge=0, le=7)

    def date(self, today: date) -> date:
        if not self.weekday:
            return today
        return today - timedelta(days=today.isoweekday() - self.weekday) + timedelta(weeks=self.week)


class Venue(Strict):
    name: str
    address: str = ""
    place: str = ""
    latitude: str | None = None
    longitude: str | None = None


class Organisation(Strict):
    name: str
    kind: str
    description: str = ""
    wijken: list[str] = []


class Member(Strict):
    role: Literal["lead", "core", "circle"]
    organisation: str = ""
    person: str = ""


class Coalition(Strict):
    title: str
    slug: str
    goal: str
    introduction: str = ""
    body: list[Part] = []
    status: str
    starts: int
    stops: list[str] = []
    themes: list[str] = []
    wijken: list[str] = []
    results: str = ""
    joining: str = ""
    members: list[Member] = []


class Event(Day):
    title: str
    parent: str
    start: str = Field(alias="from", pattern=r"^\d\d:\d\d$")
    end: str = Field(alias="until", pattern=r"^\d\d:\d\d$")
    days: int = 1
    all_day: bool = False
    status: str = "planned"
    reason: str = ""
    venue: str = ""
    online: str = ""
    summary: str = ""
    description: str = ""
    wijken: list[str] = []
    themes: list[str] = []
    audience: str = "residents"
    languages: list[str] = ["nl"]
    is_free: bool = True
    price: str = ""
    organiser: str = ""


class Note(Strict):
    text: str = Field(min_length=1, max_length=1000)
    status: str = "approved"
    sensitive: bool = False


class Table(Strict):
    number: int
    wijk: str = ""
    topic: str = ""
    good: list[Note | str] = []
    improve: list[Note | str] = []
    action: list[Note | str] = []

    @property
    def notes(self) -> list[tuple[Question, Note]]:
        """The notes of the table by question, in the order in which they stand in the file."""
        return [
            (question, Note(text=note) if isinstance(note, str) else note)
            for question in ("good", "improve", "action")
            for note in getattr(self, question)
        ]


class Meeting(Day):
    title: str
    start: str = Field(alias="from", pattern=r"^\d\d:\d\d$")
    end: str = Field(alias="until", pattern=r"^\d\d:\d\d$")
    place: str = ""
    theme: str
    introduction: str = ""
    report: str = ""
    state: Literal["reported", "open"]
    tables: list[Table] = []


class Demo(Strict):
    """Everything that `manage.py demo` adds to a city."""

    notice: str = Field(min_length=1, max_length=200)
    users: list[User] = []
    venues: list[Venue] = []
    organisations: list[Organisation] = []
    coalitions: list[Coalition] = []
    events: list[Event] = []
    meetings: list[Meeting] = []


def read(path: Path) -> Demo:
    """Return the example content in a file; raises `BadFolder` with a line for each mistake."""
    try:
        return Demo.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, json.JSONDecodeError) as error:
        raise BadFolder(f"{path.name}: {error}") from error
    except ValidationError as error:
        lines = (f"{path.name}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise BadFolder("\n".join(lines)) from error
