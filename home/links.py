"""Where links in the texts of editors lead: all that a page links to in one query, however many texts it has.

Wagtail looks a link up when its text is written, in some four queries for each text. Which pages a page links to is
known before: then their addresses are asked for together (`foresee`), and kept until the next request begins.
"""

import re
from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from typing import Any

from django.core.signals import request_started
from django.dispatch import receiver
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

# In the JSON of a StreamField quotes have a backslash before them.
LINK = re.compile(r'<a\b[^>]*\blinktype=\\?"page\\?"[^>]*>')
TARGET = re.compile(r'\bid=\\?"([0-9]{1,9})\\?"')

_foreseen: ContextVar[dict[str, str]] = ContextVar("foreseen", default={})  # noqa: B039  never changed, only replaced


def addresses(ids: Iterable[str]) -> dict[str, str]:
    """Return where links to pages lead, by the ids as they stand in a text; empty where nothing can be read. At most
    one query.

    The address of the translation in the active language, where that is public: so it is with Wagtail's own links.
    """
    foreseen = _foreseen.get()
    return foreseen | _ask(set(ids) - foreseen.keys())


def foresee(texts: Iterable[str]) -> None:
    """Look up where the links in these texts lead, before they are written. One query, or none without links."""
    _foreseen.set(
        addresses(match[1] for text in texts for link in LINK.findall(text) if (match := TARGET.search(link)))
    )


@receiver(request_started)
def forget(**_signal: Any) -> None:
    """Forget what was looked up: before the next request a page may have got another address."""
    _foreseen.set({})


def texts(page: Page) -> Iterator[str]:
    """Return every text of a page that may hold links, as it is stored."""
    for field in page._meta.get_fields():
        if isinstance(field, RichTextField | StreamField):
            yield field.value_to_string(page)


def _ask(ids: set[str]) -> dict[str, str]:
    """Return the address of each page by its id; empty for one that is not there or has none."""
    wanted = [int(pk) for pk in ids if pk.isascii() and pk.isdigit() and len(pk) < 10]
    if not wanted:
        return dict.fromkeys(ids, "")
    keys = Page.objects.filter(id__in=wanted).values("translation_key")
    rows = list(Page.objects.filter(translation_key__in=keys).select_related("locale"))
    language = _language()
    here = {page.translation_key: page for page in rows if page.live and page.locale.language_code == language}
    found = {str(page.pk): here.get(page.translation_key, page).url or "" for page in rows}
    return {pk: found.get(pk, "") for pk in ids}


def _language() -> str:
    try:
        return get_supported_content_language_variant(get_language())
    except LookupError:
        return ""
