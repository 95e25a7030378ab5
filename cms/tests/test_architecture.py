"""What import-linter cannot see: names of models and tag libraries that stand in text."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.template import engines

from cms.settings.environment import ROOT

# Each app may lean on those after the arrow, and on itself (house.md).
ARROWS = {
    "home": set(),
    "events": {"home"},
    "coalitions": {"events", "home"},
    "stadsbijeenkomst": {"coalitions", "events", "home"},
    "search": {"home"},
    "cms": {"coalitions", "events", "home", "search", "stadsbijeenkomst"},
}
NAMES = sorted(ARROWS)


def test_every_app_has_its_arrows():
    assert sorted(app.name for app in apps.get_app_configs() if Path(app.path).parent == ROOT) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_relations_point_down(name):
    """`ForeignKey("stadsbijeenkomst.Note")` in a lower app is an import in disguise."""
    targets = {
        field.related_model._meta.app_label
        for model in apps.get_app_config(name).get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
    }
    assert targets & set(ARROWS) <= ARROWS[name] | {name}


@pytest.mark.parametrize("name", NAMES)
def test_no_model_has_a_generic_foreign_key(name):
    assert [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(name).get_models()
        for field in model._meta.private_fields
        if field.__class__.__name__ == "GenericForeignKey"
    ] == []


@pytest.mark.parametrize("name", NAMES)
def test_migrations_depend_downwards(name):
    wanted = {
        app
        for path in (ROOT / name / "migrations").glob("0*.py")
        for app in re.findall(r"""\(\s*["'](\w+)["'],\s*["']\d{4}_""", path.read_text())
    }
    assert wanted & set(ARROWS) <= ARROWS[name] | {name}


@pytest.mark.parametrize("name", NAMES)
def test_templates_load_and_include_downwards(name):
    """A template's `{% load %}`, `{% include %}` and `{% extends %}` lean on an app as an import does."""
    libraries = {library: module.split(".")[0] for library, module in engines["django"].engine.libraries.items()}
    wrong = []
    for path in sorted((ROOT / name / "templates").rglob("*.html")):
        text = path.read_text()
        loaded = {libraries.get(word) for words in re.findall(r"{% load (.*?) %}", text) for word in words.split()}
        named = set(re.findall(r"""{% (?:include|extends) ["'](\w+)/""", text))
        wrong += [f"{path.relative_to(ROOT)}: {app}" for app in (loaded | named) & set(ARROWS) - ARROWS[name] - {name}]
    assert wrong == []


def test_no_signal_between_our_own_apps():
    """Wagtail's signals, `post_migrate` and the like are fine; an own `Signal()` is an arrow nobody draws."""
    own = [
        str(path.relative_to(ROOT))
        for name in NAMES
        for path in (ROOT / name).rglob("*.py")
        if "tests" not in path.parts and re.search(r"= (\w+\.)?Signal\(", path.read_text())
    ]
    assert own == []
