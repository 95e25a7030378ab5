"""The translation catalogues of our apps: extract, compile and compare, with Babel and without a system package.

Sentences stand in English in the code; `<app>/locale/<language>/LC_MESSAGES/django.po` says what readers of another
language see. English needs no catalogue: a sentence without a translation is shown as it is written.
"""

import os
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
UNREAD = {"locale", "migrations", "static", "tests"}


def file_of(app: Path, language: str) -> Path:
    """Return where the catalogue of an app in a language stands."""
    return app / "locale" / language / "LC_MESSAGES" / "django.po"


def source(app: Path) -> Catalog:
    """Return a catalogue of every sentence that stands in the Python and the templates of an app's folder."""
    catalogue = Catalog()
    for path in sorted(app.rglob("*")):
        place = path.relative_to(app)
        if path.suffix not in {".py", ".html", ".txt"} or UNREAD & set(place.parts):
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Django writes the template's sentences as calls of gettext; without indentation they read as Python.
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
        for _line, messages, comments, context in extract(
            "python",
            BytesIO(text.encode()),
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            strip_comment_tags=True,
        ):
            catalogue.add(
                messages, locations=[(place.as_posix(), 0)], auto_comments=comments, context=context, flags=()
            )
    return catalogue


def read(path: Path, language: str) -> Catalog:
    """Return the catalogue in a file, an empty one when there is no such file."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(app: Path, language: str) -> int:
    """Write the sentences of an app's source into its catalogue and drop those that are gone.

    Returns how many are still to be translated. A sentence that resembles an old one is not guessed at: a guess that
    nobody looks at reaches the reader. A folder that holds no sentence gets no catalogue.
    """
    found = source(app)
    path = file_of(app, language)
    if not len(found):
        path.unlink(missing_ok=True)
        return 0
    catalogue = read(path, language)
    catalogue.update(found, no_fuzzy_matching=True, update_header_comment=False)
    catalogue.obsolete.clear()
    out = BytesIO()
    write_po(out, catalogue, width=0, include_lineno=False, sort_output=True, omit_header=True)
    header = f'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: {language}\\n"\n'
    header += f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'
    text = header + out.getvalue().decode()
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sum(1 for message in catalogue if message.id and not is_translated(message))


def clashes(apps: list[Path], language: str) -> Iterator[str]:
    """Yield a line for each sentence that two apps translate differently: Django shows one of the two everywhere.

    Where the meaning differs, the English has to differ too, or `pgettext` has to say what is meant.
    """
    said: dict[tuple, dict[object, str]] = {}
    for app in apps:
        for message in read(file_of(app, language), language):
            key = message.id if isinstance(message.id, str) else message.id[0]
            if key:
                said.setdefault((message.context, key), {}).setdefault(message.string, app.name)
    for (_context, key), translations in said.items():
        if len(translations) > 1:
            told = ", ".join(f"{translation!r} ({app})" for translation, app in translations.items())
            yield f"{language}: {key!r} is translated in more than one way: {told}"


def is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return all(texts) and not message.fuzzy


def flaws(app: Path, language: str) -> Iterator[str]:
    """Yield a line for each sentence of an app that readers of a language would see untranslated or wrong."""
    path = file_of(app, language)
    found, catalogue = source(app), read(path, language)
    for message in found:
        if not message.id:
            continue
        translation = catalogue.get(message.id, message.context)
        if translation is None:
            yield f"{path}: missing: {message.id!r} ({message.locations[0][0]})"
        elif not is_translated(translation):
            yield f"{path}: {'fuzzy' if translation.fuzzy else 'untranslated'}: {message.id!r}"
        else:
            # The source knows whether a sentence has placeholders; a file that was edited by hand may not say so.
            translation.flags |= message.flags
            for error in translation.check(catalogue):
                yield f"{path}: {error}: {message.id!r}"
    for message in catalogue:
        if message.id and found.get(message.id, message.context) is None:
            yield f"{path}: no longer in the source: {message.id!r}"


def compile_all(folder: Path) -> int:
    """Compile every catalogue below a folder that is newer than its `.mo`; return how many.

    The file appears whole or not at all: several test processes may compile at the same time.
    """
    count = 0
    for path in sorted(folder.glob("*/locale/*/LC_MESSAGES/*.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as file:
            write_mo(file, read(path, path.parents[1].name))
        os.chmod(file.name, 0o644)  # A temporary file is for its owner alone; the site may run as somebody else.
        os.replace(file.name, target)
        count += 1
    return count
