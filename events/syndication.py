"""The same events as Atom (RFC 4287) and JSON Feed 1.1: fragments of an entry, and the whole around them."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.utils import translation
from django.utils.translation import gettext as _

from . import dates, ical
from .ical import Entry


def stamp(instant: datetime) -> str:
    """Return an instant in UTC as RFC 3339 writes it, to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _lead(entry: Entry) -> str:
    when = dates.span(entry.starts_at, entry.ends_at, entry.all_day, entry.language)
    return " · ".join(part for part in (when, entry.repeats, ical.one_line(entry.location)) if part)


def _content(entry: Entry) -> str:
    parts = (_lead(entry), "\n".join(_exceptions(entry)), ical.clean(entry.text))
    return "\n\n".join(part for part in parts if part)


def _exceptions(entry: Entry) -> Iterator[str]:
    """Give a line for each date that is not as the rule says, and one for all that are skipped."""
    with translation.override(entry.language):
        for one in entry.overrides:
            new = dates.span(one.starts_at, one.ends_at, entry.all_day)
            reason = f" ({ical.one_line(one.reason)})" if one.reason else ""
            where = f" · {ical.one_line(one.location)}" if one.location != entry.location else ""
            day, new_day = dates.day_of(one.of), dates.day_of(one.starts_at)
            if one.is_cancelled:
                yield _("Cancelled: %s") % day + reason
            elif day != new_day:
                yield _("Moved: %(day)s becomes %(new)s") % {"day": day, "new": new + where} + reason
            elif where or one.is_moved:
                yield _("Different: %s") % (new + where) + reason
        if entry.skipped:
            yield _("Not on %s") % dates.enumeration([dates.day_of(start) for start in entry.skipped])


def atom_fragment(entry: Entry) -> bytes:
    """Return the `<entry>` of an event."""
    parts = [
        f"<id>urn:uuid:{entry.uid}</id>",
        f"<title>{escape(entry.headline)}</title>",
        f'<link rel="alternate" href={quoteattr(entry.url)}/>' if entry.url else "",
        f"<published>{stamp(entry.created_at)}</published>",
        f"<updated>{stamp(entry.changed_at)}</updated>",
        *(f"<category term={quoteattr(ical.one_line(word))}/>" for word in entry.categories),
        f"<summary>{escape(_lead(entry))}</summary>",
        f"<content>{escape(_content(entry))}</content>",
    ]
    return f"<entry>{''.join(parts)}</entry>\n".encode()


def json_fragment(entry: Entry) -> bytes:
    """Return the item of an event, with what JSON Feed has no word for under `_event`."""
    item = {
        "id": f"urn:uuid:{entry.uid}",
        "url": entry.url,
        "title": entry.headline,
        "summary": _lead(entry),
        "content_text": _content(entry),
        "date_published": stamp(entry.created_at),
        "date_modified": stamp(entry.changed_at),
        "tags": [ical.one_line(word) for word in entry.categories],
        "language": entry.language,
        "_event": {
            "starts_at": _local(entry.starts_at),
            "ends_at": _local(entry.ends_at),
            "all_day": entry.all_day,
            "status": "cancelled" if entry.is_cancelled else "confirmed",
            "location": ical.one_line(entry.location),
        }
        | (_series(entry) if entry.rule else {}),
    }
    return json.dumps({key: value for key, value in item.items() if value}, ensure_ascii=False).encode()


def _series(entry: Entry) -> dict[str, Any]:
    """Return the rule of a series (RFC 5545 §3.3.10), the starts of all dates that go ahead, and what is different on
    which date."""
    return {
        "rule": entry.rule,
        "dates": [_local(start) for start in entry.dates],
        "skipped": [_local(start) for start in entry.skipped],
        "changes": [
            {
                "of": _local(one.of),
                "starts_at": _local(one.starts_at),
                "ends_at": _local(one.ends_at),
                "status": "cancelled" if entry.is_cancelled or one.is_cancelled else "confirmed",
                "location": ical.one_line(one.location),
                "reason": ical.one_line(one.reason),
            }
            for one in entry.overrides
        ],
    }


def _local(instant: datetime) -> str:
    return instant.astimezone(ical.ZONE).isoformat(timespec="seconds")


def atom_feed(
    page_id: int,
    name: str,
    source: str,
    url: str,
    language: str,
    updated_at: datetime,
    fragments: list[bytes],
    about: str = "kalender",
) -> bytes:
    """Return the Atom document around `fragments`, which tell `about` something of a page.

    Its id does not change when the page is renamed or moved, and is another one for each choice of
    activities (RFC 4287 §4.2.6).
    """
    host = source.split("//", 1)[-1].split("/", 1)[0].split(":", 1)[0]
    narrowed = source.partition("?")[2]
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(language)}>\n'
        f"<id>tag:{escape(host)},2026:{about}:{page_id}{escape('?' + narrowed if narrowed else '')}</id>\n"
        f"<title>{escape(ical.one_line(name))}</title>\n"
        f"<updated>{stamp(updated_at)}</updated>\n"
        f"<author><name>{escape(ical.one_line(name))}</name></author>\n"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(source)}/>\n'
        f'<link rel="alternate" type="text/html" href={quoteattr(url)}/>\n'
    )
    return b"".join((head.encode(), *fragments, b"</feed>\n"))


def json_feed(name: str, source: str, url: str, language: str, fragments: list[bytes]) -> bytes:
    """Return the JSON Feed around `fragments`."""
    head = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": ical.one_line(name),
            "home_page_url": url,
            "feed_url": source,
            "language": language,
        },
        ensure_ascii=False,
    )
    return b"".join((head[:-1].encode(), b', "items": [\n', b",\n".join(fragments), b"\n]}\n"))
