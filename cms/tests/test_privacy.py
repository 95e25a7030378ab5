"""What the documents say about people's words is what the program keeps."""

import re

import pytest
from django.apps import apps

from cms.settings.environment import ROOT, env

ASSESSMENT = (ROOT / "docs" / "privacy-dpia.md").read_text()
ROWS = {
    name: set(re.findall(r"`(\w+)`", fields))
    for name, fields in re.findall(r"^\| `([A-Z]\w+)` \| (.*?) \|", ASSESSMENT, re.M)
}
# What is about tables, topics, pages and files, and holds nothing of one participant.
OF_NO_PERSON = {"Group", "Proceedings", "ReportFile", "ReportLine", "ReportPage", "Table"}
OF_NO_PERSON |= {"StadsbijeenkomstIndexPage", "StadsbijeenkomstPage"}


def models() -> dict:
    return {model.__name__: model for model in apps.get_app_config("stadsbijeenkomst").get_models()}


def test_assessment_names_every_table_that_may_hold_something_of_a_participant():
    assert set(ROWS) == set(models()) - OF_NO_PERSON


@pytest.mark.parametrize("name", sorted(ROWS))
def test_assessment_names_every_field(name):
    fields = {field.name for field in models()[name]._meta.local_concrete_fields}
    assert ROWS[name] == fields - {"id"}


@pytest.mark.parametrize("page", ["privacy.md", "privacy-dpia.md", "configuration.md"])
def test_numbers_of_days_are_those_of_the_settings(page):
    text = (ROOT / "docs" / page).read_text()
    for name in ("NOTE_DAYS", "NOTE_DAYS_UNPUBLISHED", "SENSITIVE_DAYS"):
        default = str(env.scheme[name][1])
        told = default if default != "365" else "(365|a year)"
        assert re.search(rf"{told}[^|]*`{name}`|`{name}` (\(|\| `){default}", text), (page, name)
