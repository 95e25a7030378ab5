"""Example content for a city, as `demo.json` in its data folder describes it; dates are relative to the first load."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from dateutil import relativedelta
from pydantic import Field, ValidationError

from .city_folder import BadFolder, Strict
from .network_file import Action, Coalition, Initiative, Organisation, Promised, Story, invented_address

Question = Literal["good", "improve", "action"]


class User(Strict):
    """Somebody to log in as: a role, never a person."""

    username: str
    role: str


class Day(Strict):
    """A day: a weekday (1 is Monday) of a week counted from this one; weekday 0 is today.

    With `nth` the first, second, … such weekday (-1: the last) of a month counted from this one.
    """

    week: int = 0
    month: int = 0
    nth: int = Field(0, ge=-1, le=4)
    weekday: int = Field(ge=0, le=7)

    def date(self, today: date) -> date:
        if self.nth:
            week = relativedelta.weekday(self.weekday - 1, self.nth)
            day = 31 if self.nth < 0 else 1
            return today + relativedelta.relativedelta(months=self.month, day=day, weekday=week)
        if not self.weekday:
            return today
        return today - timedelta(days=today.isoweekday() - self.weekday) + timedelta(weeks=self.week)


class Holiday(Strict):
    """A holiday that begins on the first Saturday on or after a day of the year, written as month-day."""

    name: str
    since: str = Field(pattern=r"^\d\d-\d\d$")
    days: int = Field(ge=1)

    def dates(self, today: date) -> tuple[date, date]:
        """Return the first and last day of the one that is under way on `today` or comes next."""
        for year in (today.year - 1, today.year, today.year + 1):
            since = date.fromisoformat(f"{year}-{self.since}")
            first = since + timedelta(days=(5 - since.weekday()) % 7)
            last = first + timedelta(days=self.days - 1)
            if last >= today:
                break
        return first, last


class Venue(Strict):
    name: str
    address: str = ""
    place: str = ""
    latitude: str | None = None
    longitude: str | None = None
    has_wheelchair_access: bool | None = None
    has_lift: bool | None = None
    has_accessible_toilet: bool | None = None
    has_hearing_loop: bool | None = None
    has_quiet_room: bool | None = None
    has_sign_language: bool | None = None
    public_transport: str = ""


class Change(Strict):
    """What is different on one date of a series: `ahead` 1 is the first date after today."""

    ahead: int = Field(ge=1)
    kind: Literal["cancelled", "moved", "skipped"]
    reason: str = ""
    days_later: int = 0
    start: str = Field("", alias="from", pattern=r"^(\d\d:\d\d)?$")
    end: str = Field("", alias="until", pattern=r"^(\d\d:\d\d)?$")
    venue: str = ""


class Asked(Strict):
    """A question to who registers."""

    label: str
    kind: Literal["line", "text", "yes", "choice"] = "line"
    choices: list[str] = []
    is_required: bool = False


class Person(Strict):
    """An invented person who registered; `ahead` says for which date, 0 for the activity as a whole."""

    name: str
    ahead: int = 0
    people: int = 1
    answers: list[str] = []

    @property
    def email(self) -> str:
        return invented_address(self.name)


class Registration(Strict):
    per_date: bool = True
    capacity: int | None = None
    waiting_list: bool = True
    people: int = 1
    questions: list[Asked] = []
    registered: list[Person] = []


class Proposal(Day):
    """An activity that somebody without an account proposed and that nobody has answered yet."""

    title: str
    start: str = Field(alias="from", pattern=r"^\d\d:\d\d$")
    end: str = Field(alias="until", pattern=r"^\d\d:\d\d$")
    summary: str = ""
    text: str
    organisation: str = ""
    name: str

    @property
    def email(self) -> str:
        return invented_address(self.name)


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
    contact: str = ""
    repeats: Literal["", "daily", "weekly", "monthly-day", "monthly-weekday", "monthly-last-weekday", "yearly"] = ""
    every: int = 1
    times: int | None = None
    skips_holidays: bool = False
    changes: list[Change] = []
    registration: Registration | None = None


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


class Plan(Strict):
    """What a table says about an action: who begins with what, so many days from the first load."""

    who: str
    first_step: str
    days: int


class Group(Strict):
    """Notes that say the same, by their texts, with the number of votes that the hall gave them."""

    title: str = Field(min_length=1, max_length=200)
    question: Question
    theme: str = ""
    notes: list[str] = Field(min_length=1)
    votes: int = Field(0, ge=0)
    plan: Plan | None = None
    action: Action | None = None


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
    groups: list[Group] = []


class Demo(Strict):
    """Everything that `manage.py demo` adds to a city."""

    notice: str = Field(min_length=1, max_length=200)
    users: list[User] = []
    venues: list[Venue] = []
    organisations: list[Organisation] = []
    declaration: str = Field("", description="rich text that partners sign")
    coalitions: list[Coalition] = []
    initiatives: list[Initiative] = []
    actions: list[Promised] = []
    stories: list[Story] = []
    holidays: list[Holiday] = []
    events: list[Event] = []
    proposals_days: int | None = Field(None, description="for how many days from today activities can be proposed")
    proposals: list[Proposal] = []
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
