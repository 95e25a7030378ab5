"""What stands in a city's data folder: `city.json`, `wijken.geojson` and `figures.csv`, read and checked.

Every city has its own folder; nothing about a particular city stands in code. `cms/cities/README.md` describes it.
"""

import json
from pathlib import Path
from typing import Any

from django.utils.text import slugify
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from home import boundaries


class BadFolder(ValueError):
    """The folder is no city; the message has a line for each thing that is wrong."""


class Strict(BaseModel):
    """Refuses what it does not know: a misspelt key is an error, not a silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Part(Strict):
    """A piece of running text (HTML paragraphs) under a heading."""

    heading: str = ""
    text: str = ""


class Text(Strict):
    """What a page says."""

    title: str = Field(min_length=1, max_length=255)
    introduction: str = ""
    description: str = Field("", max_length=300)
    body: list[Part] = []


class Office(Strict):
    """How to reach the wijkbureau."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""


class Wijk(Text):
    """A district; `title` is its name, `code` ties it to boundary and figures."""

    code: str = Field("", max_length=20)
    slug: str = ""
    office: Office = Office()

    @property
    def address(self) -> str:
        return self.slug or slugify(self.title)


class Word(Strict):
    """An entry of one of the city's own short lists."""

    name: str = Field(min_length=1, max_length=80)
    description: str = Field("", max_length=250)


class SameWords(Strict):
    """Words that mean the same to who searches."""

    term: str = Field(min_length=1, max_length=100)
    others: list[str] = Field(min_length=1, max_length=20)
    both_ways: bool = True


class Pages(Strict):
    """The pages at the addresses that every site promises (the keys are the addresses)."""

    wijken: Text
    agenda: Text
    coalities: Text
    partners: Text
    acties: Text
    verhalen: Text
    factsheets: Text
    stadsbijeenkomsten: Text
    toegankelijkheid: Text
    privacy: Text


class RoleNames(Strict):
    """What the city calls the groups of people who work on the site."""

    editor: str = "Editor"
    wijk_editor: str = "Wijk editor {wijk}"
    coordinator: str = "Network coordinator"
    moderator: str = "Moderator"
    manager: str = "Site manager"
    workflow: str = "Approval"

    @field_validator("wijk_editor")
    @classmethod
    def _names_the_wijk(cls, value: str) -> str:
        if "{wijk}" not in value:
            raise ValueError("must contain {wijk}")
        return value


class City(Strict):
    """A city as its folder describes it."""

    settings: dict[str, str] = {}
    home: Text
    pages: Pages
    roles: RoleNames = RoleNames()
    themes: list[Word] = []
    stops: list[Word] = []
    synonyms: list[SameWords] = []
    wijken: list[Wijk] = Field(min_length=1)
    boundaries: dict[str, dict[str, Any]] = {}
    figures: bytes = b""

    @model_validator(mode="after")
    def _wijken_differ(self) -> "City":
        for name in ("address", "code", "title"):
            found = [value for wijk in self.wijken if (value := getattr(wijk, name))]
            twice = sorted({value for value in found if found.count(value) > 1})
            if twice:
                raise ValueError(f"two wijken have the same {name}: {', '.join(twice)}")
        unknown = set(self.boundaries) - {wijk.code for wijk in self.wijken}
        if unknown:
            raise ValueError(f"wijken.geojson has boundaries for unknown codes: {', '.join(sorted(unknown))}")
        return self


def read(path: Path) -> City:
    """Return the city in a folder (or beside the `city.json` that `path` names).

    Raises `BadFolder` with a line for each mistake.
    """
    folder = path.parent if path.name == "city.json" else path
    if not (folder / "city.json").is_file():
        raise BadFolder(f"{folder}: there is no city.json here")
    city = _json(folder / "city.json")
    for name in ("boundaries", "figures"):
        if name in city:
            raise BadFolder(f"city.json: {name} stand in a file of their own")
    city["boundaries"] = _boundaries(folder / "wijken.geojson")
    figures = folder / "figures.csv"
    city["figures"] = figures.read_bytes() if figures.is_file() else b""
    try:
        return City.model_validate(city)
    except ValidationError as error:
        lines = (f"city.json: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise BadFolder("\n".join(lines)) from error


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadFolder(f"{path.name}: {error}") from error
    if not isinstance(found, dict):
        raise BadFolder(f"{path.name}: is no JSON object")
    return found


def _boundaries(path: Path) -> dict[str, dict[str, Any]]:
    """Return the geometry of each feature by its `code` property (GeoJSON, RFC 7946)."""
    if not path.is_file():
        return {}
    found = {}
    for number, feature in enumerate(_json(path).get("features") or [], start=1):
        try:
            code, geometry = feature["properties"]["code"], feature["geometry"]
            boundaries.rings(geometry)
        except (KeyError, TypeError, ValueError) as error:
            raise BadFolder(f"wijken.geojson: feature {number}: {error!r}") from error
        found[str(code)] = geometry
    return found
