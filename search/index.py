"""What keeps the search entries equal to the pages that are live.

Wagtail's own database search is not used for readers: on SQLite it ranks by a subquery that runs the full-text match
again for every page found, so a common word costs the square of the number of pages: with 3,000 pages 2.4 s, against
10 ms here. One way of searching on both databases also gives one answer on both.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search.index import RelatedFields, SearchField

from home import timetables
from home.models import InWijken, WijkPage

from . import stems, vocabulary
from .models import Entry

# More words than any page that people read; keeps a row under PostgreSQL's limit of a megabyte for a vector.
MOST_WORDS = 10_000


def text_of(page: Page) -> str:
    """Return the words that `page` offers to search through its `search_fields`, without its title."""
    fields = (field for field in page.get_search_fields() if getattr(field, "field_name", "") != "title")
    return " ".join(" ".join(_texts(page, fields)).split())


def _texts(instance: Any, fields: Iterable) -> Iterator[str]:
    for field in fields:
        if isinstance(field, RelatedFields):
            related: Any = getattr(instance, field.field_name, None)
            for found in related.all() if hasattr(related, "all") else filter(None, [related]):
                yield from _texts(found, field.fields)
        elif isinstance(field, SearchField):
            value = field.get_value(instance) or ""
            yield from map(strip_tags, value if isinstance(value, list | tuple) else [str(value)])


def _first_words(text: str) -> str:
    last = next(islice(stems.WORD.finditer(text), MOST_WORDS, None), None)
    return text[: last.start()] if last else text


def wijken_of(page: Page) -> set[int]:
    """Return the ids of the wijken that `page` stands under, is, or takes place in."""
    above = [page.path[:length] for length in range(page.steplen, len(page.path) + 1, page.steplen)]
    found = set(WijkPage.objects.filter(path__in=above).values_list("pk", flat=True))
    if isinstance(page, InWijken):
        found.update(wijk.pk for wijk in page.wijken.all())
    return found


@transaction.atomic
def refresh(page: Page) -> None:
    """Make the entry of `page` (specific) equal to what is published: written when live, gone when not."""
    if not page.live or page.is_root():
        Entry.objects.filter(page_id=page.pk).delete()
        return
    before = Entry.objects.filter(page_id=page.pk).values_list("title", "text").first() or ()
    values = values_of(page)
    entry, _created = Entry.objects.update_or_create(page_id=page.pk, defaults=values)
    entry.wijken.set(map(int, values["wijk_ids"].split()))
    vocabulary.learn(" ".join(before), f"{values['title']} {values['text']}")


def values_of(page: Page) -> dict[str, Any]:
    """Return what the entry of a live page (specific) says of it."""
    text = _first_words(stems.composed(text_of(page)))
    first_on, last_on = timetables.days_of(page) or (None, None)
    return {
        "number": page.pk,
        "kind": page._meta.label_lower,
        "wijk_ids": " ".join(map(str, sorted(wijken_of(page)))),
        "path": page.path,
        "first_on": first_on,
        "last_on": last_on,
        "published_at": page.first_published_at or page.last_published_at or timezone.now(),
        "title": page.title,
        "title_words": "".join(f" {stems.folded(word)}" for word in stems.words(page.title))[:400],
        "text": text,
        "title_stems": " ".join(stems.stems(page.title)),
        "stems": " ".join(stems.stems(text)),
    }


def refresh_below(page: Page) -> None:
    """Refresh `page` and everything under it, for what follows from its place in the tree."""
    for found in page.get_descendants(inclusive=True).live().specific().iterator(chunk_size=100):
        refresh(found)


@transaction.atomic
def rebuild() -> int:
    """Write all entries and the vocabulary anew; return how many entries there are."""
    # Without signals: each entry that is deleted with them takes its words from the vocabulary after this commits.
    Entry.wijken.through.objects.all()._raw_delete(connection.alias)
    Entry.objects.all()._raw_delete(connection.alias)
    for page in Page.objects.live().filter(depth__gt=1).specific().iterator(chunk_size=100):
        values = values_of(page)
        Entry.objects.create(page_id=page.pk, **values).wijken.set(map(int, values["wijk_ids"].split()))
    vocabulary.rebuild()
    return Entry.objects.count()
