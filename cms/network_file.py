"""The network in `demo.json`: partners, coalitions, actions and stories; days are counted from the first load."""

from typing import Literal

from pydantic import Field

from .city_folder import Part, Strict


def invented_address(name: str) -> str:
    """Return an e-mail address of nobody (RFC 2606)."""
    return f"{name.lower().replace(' ', '.')}@example.org"


class Organisation(Strict):
    name: str
    kind: str
    description: str = ""
    website: str = ""
    wijken: list[str] = []
    signed: int | None = Field(None, description="so many days from today the declaration was signed (below zero)")
    asked: bool = False


class Member(Strict):
    role: Literal["lead", "core", "circle"]
    organisation: str = ""
    person: str = ""
    left: int | None = Field(None, description="so many days from today it ended (below zero)")


class Paper(Strict):
    """A document of plain text."""

    title: str
    text: str


class News(Strict):
    """News of a coalition, so many days from today (so: below zero)."""

    title: str
    summary: str
    days: int
    body: list[Part] = []


class Result(Strict):
    number: int
    label: str


class JoinRequest(Strict):
    """An invented person, or somebody for an organisation, who asked to join so many days from today (so: below zero),
    and was answered a day later, or waits."""

    name: str
    organisation: str = ""
    message: str
    days: int = Field(lt=0)
    status: Literal["waiting", "accepted", "refused"] = "waiting"
    answer: str = ""

    @property
    def email(self) -> str:
        return invented_address(self.name)


class Initiative(Strict):
    """A coalition that an invented person wants to start, asked so many days from today; it waits for an editor."""

    title: str
    goal: str
    plan: str
    name: str
    organisation: str = ""
    wijken: list[str] = []
    themes: list[str] = []
    days: int = Field(lt=0)

    @property
    def email(self) -> str:
        return invented_address(self.name)


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
    figures: list[Result] = []
    news: list[News] = []
    papers: list[Paper] = []
    requests: list[JoinRequest] = []
    followers: int = Field(0, ge=0, description="how many invented people hear its news")
    ends: int | None = None


class Step(Strict):
    """One stop of a story; `stop` is one of the city's list."""

    stop: str = ""
    title: str
    text: str


class Story(Strict):
    """An invented story of nobody in particular."""

    title: str
    summary: str
    teller: str = ""
    coalition: str = ""
    wijken: list[str] = []
    steps: list[Step] = Field(min_length=1)


class Told(Strict):
    """What somebody told of an action, so many days from the first load."""

    days: int = Field(le=0)
    status: str
    text: str = Field(min_length=1, max_length=300)
    voice: str = "owner"


class Action(Strict):
    """What a topic became: a promise of an invented partner or of a role, or one that looks for somebody."""

    first_step: str
    days: int
    organisation: str = ""
    owner: str = ""
    coalition: str = ""
    news: list[Told] = []


class Promised(Action):
    """A promise that did not come from a meeting, written down so many days from the first load."""

    title: str = Field(min_length=1, max_length=200)
    made: int = Field(0, le=0)
    wijken: list[str] = []
