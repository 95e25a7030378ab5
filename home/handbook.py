"""The handbook for editors: pages of Markdown in the folder `HANDBOOK_DIR`, read in the admin."""

import re
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt

NAME = re.compile(r"[a-zA-Z]+\.md")
PICTURE = re.compile(r"[a-z0-9-]+\.png")
INDEX = "README.md"


def folder() -> Path | None:
    """Return where the handbook is; None on a site that has none."""
    found = getattr(settings, "HANDBOOK_DIR", None)
    return found if found and (found / INDEX).exists() else None


def page(name: str) -> tuple[str, str] | None:
    """Return the title and the HTML of one page; None when there is none. HTML in it stays text."""
    path = _file(name, NAME)
    if path is None:
        return None
    text = path.read_text()
    title, _line, rest = text.removeprefix("# ").partition("\n")
    return title, MarkdownIt("commonmark", {"html": False}).enable("table").render(rest)


def picture(name: str) -> bytes | None:
    """Return a picture of the handbook, or None."""
    path = _file(f"beeld/{name}", re.compile(f"beeld/{PICTURE.pattern}"))
    return path.read_bytes() if path else None


def _hint(text: str | Promise, name: str) -> str:
    """Return the content of a help panel: a sentence, and where the handbook tells more."""
    if folder() is None:
        return format_html("<p>{}</p>", text)
    address = reverse("home_handbook", args=[f"{name}.md"])
    return format_html('<p>{} <a href="{}">{}</a></p>', text, address, _("More in the handbook"))


hint = lazy(_hint, str)


def _file(name: str, shape: re.Pattern[str]) -> Path | None:
    above = folder()
    if above is None or not shape.fullmatch(name):
        return None
    return above / name if (above / name).is_file() else None
