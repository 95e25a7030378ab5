import pytest
from django.utils import translation
from django.utils.translation import gettext

from cms import catalogues

PYTHON = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

NAME = _("Page %(number)s")
COUNT = ngettext("%d seat", "%d seats", 3)
MONTH = pgettext("month", "May")
"""
TEMPLATE = """{% load i18n %}
    {% translate "Skip" %}
  <p>{% blocktranslate trimmed count n=total %}
    {{ n }} event
  {% plural %}
    {{ n }} events
  {% endblocktranslate %}</p>
{% card title=_("Next") %}{{ name|default:_("Nobody") }}
"""
DUTCH = """
msgid "Skip"
msgstr "Overslaan"

msgid "Next"
msgstr "Volgende"
"""


@pytest.fixture
def app(tmp_path):
    """The folder of an app with a module, a template and a test of its own."""
    folder = tmp_path / "agenda"
    (folder / "templates").mkdir(parents=True)
    (folder / "tests").mkdir()
    (folder / "models.py").write_text(PYTHON)
    (folder / "templates" / "list.html").write_text(TEMPLATE)
    (folder / "tests" / "test_models.py").write_text('_("Not shown to anybody")')
    return folder


def write(app, text: str):
    path = catalogues.file_of(app, "nl")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_source_finds_every_sentence_in_python_and_templates(app):
    found = {message.id for message in catalogues.source(app) if message.id}
    assert found == {
        "Page %(number)s",
        ("%d seat", "%d seats"),
        "May",
        "Skip",
        ("%(n)s event", "%(n)s events"),
        "Next",
        "Nobody",
    }


def test_update_keeps_translations_and_drops_what_is_gone(app):
    path = write(app, f'{DUTCH}\nmsgid "Gone"\nmsgstr "Weg"\n')
    assert catalogues.update(app, "nl") == 5
    catalogue = catalogues.read(path, "nl")
    assert catalogue.get("Skip").string == "Overslaan"
    assert catalogue.get("Gone") is None
    assert not any(message.fuzzy for message in catalogue if message.id)


def test_update_twice_writes_the_same_bytes(app):
    catalogues.update(app, "nl")
    first = catalogues.file_of(app, "nl").read_bytes()
    catalogues.update(app, "nl")
    assert catalogues.file_of(app, "nl").read_bytes() == first


def test_app_without_sentences_gets_no_catalogue(tmp_path):
    (tmp_path / "models.py").write_text("NAME = 'agenda'")
    assert catalogues.update(tmp_path, "nl") == 0
    assert list(tmp_path.rglob("*.po")) == []


@pytest.mark.parametrize(
    ("entry", "flaw"),
    [
        ("", "missing: 'Nobody' (templates/list.html)"),
        ('msgid "Nobody"\nmsgstr ""', "untranslated: 'Nobody'"),
        ('#, fuzzy\nmsgid "Nobody"\nmsgstr "Niemand"', "fuzzy: 'Nobody'"),
        ('msgid "Nobody"\nmsgstr "Niemand"\n\nmsgid "Gone"\nmsgstr "Weg"', "no longer in the source: 'Gone'"),
    ],
)
def test_flaw_of_one_sentence_is_named(app, entry, flaw):
    (app / "models.py").unlink()
    (app / "templates" / "list.html").write_text('{% load i18n %}{{ name|default:_("Nobody") }}')
    path = write(app, entry)
    assert list(catalogues.flaws(app, "nl")) == [f"{path}: {flaw}"]


def test_lost_placeholder_is_a_flaw(app):
    (app / "templates" / "list.html").unlink()
    (app / "models.py").write_text('_("Page %(number)s")')
    path = write(app, 'msgid "Page %(number)s"\nmsgstr "Bladzijde %(nummer)s"')
    assert [flaw.split(": ")[0] for flaw in catalogues.flaws(app, "nl")] == [str(path)]


def test_compile_makes_what_gettext_reads_and_only_once(app):
    write(app, DUTCH)
    assert catalogues.compile_all(app.parent) == 1
    assert catalogues.compile_all(app.parent) == 0
    folder = app / "locale/nl/LC_MESSAGES"
    assert sorted(path.name for path in folder.iterdir()) == ["django.mo", "django.po"]
    assert (folder / "django.mo").stat().st_mode & 0o777 == 0o644


def test_english_reader_sees_the_source_and_dutch_reader_the_translation():
    with translation.override("en"):
        assert gettext("Choose your wijk") == "Choose your wijk"
    with translation.override("nl"):
        assert gettext("Choose your wijk") == "Kies uw wijk"


def test_sentence_that_two_apps_translate_differently_is_a_clash(tmp_path):
    for name, word in (("one", "laat"), ("two", "te laat"), ("three", "te laat")):
        path = catalogues.file_of(tmp_path / name, "nl")
        path.parent.mkdir(parents=True)
        path.write_text(f'msgid ""\nmsgstr ""\n\nmsgid "late"\nmsgstr "{word}"\n\nmsgid "left"\nmsgstr "over"\n')
    apps = [tmp_path / name for name in ("one", "two", "three")]
    assert [*catalogues.clashes(apps, "nl")] == [
        "nl: 'late' is translated in more than one way: 'laat' (one), 'te laat' (two)"
    ]
    assert [*catalogues.clashes(apps[1:], "nl")] == []
