"""What subscribers are told of a published activity: its page and its dates as one entry of a feed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from home.models import Theme

from . import dates, ical, rich_text, series
from .models import EventPage, Venue
from .recurrence import MAX_DATES, Rule
from .series import Day

TEXT_LENGTH = 1_000  # a feed of many activities must stay below `ical.MAX_BYTES`; the page has the whole text


def of(page: EventPage, days: Sequence[Day]) -> ical.Entry:
    """Return what the feeds say about `page` and its dates, the skipped ones among them; the moment and the number of
    the change are for the caller to fill in.

    A series of which every date is skipped is told as if none were: a rule without dates is no calendar entry.
    """
    if all(day.is_skipped for day in days):
        days = [replace(day, is_skipped=False) for day in days]
    held = [day for day in days if not day.is_skipped]
    parts = [
        page.status_reason,
        page.summary,
        rich_text.plain(page.description),
        page.price,
        page.organiser,
        page.contact,
    ]
    parts += [page.online_url] if page.venue else []
    text = "\n\n".join(part for part in parts if part)
    told = ical.Entry(
        uid=page.uid,
        created_at=page.first_published_at or page.last_published_at or timezone.now(),
        changed_at=timezone.now(),
        sequence=0,
        starts_at=page.starts_at,
        ends_at=page.ends_at,
        all_day=page.all_day,
        title=page.title,
        is_cancelled=page.status == EventPage.Status.CANCELLED,
        text=text if len(text) <= TEXT_LENGTH else text[: TEXT_LENGTH - 1] + "…",
        location=_location(page, page.venue),
        point=page.venue.point if page.venue else None,
        url=page.full_url or "",
        categories=tuple(themes(page).values_list("name", flat=True)),
        language=page.locale.language_code,
        dates=tuple(day.starts_at for day in held if not day.is_cancelled),
        last_at=max(day.ends_at for day in held),
    )
    return _repeated(told, page, page.rule, days, held) if page.rule else told


def _repeated(told: ical.Entry, page: EventPage, rule: Rule, days: Sequence[Day], held: Sequence[Day]) -> ical.Entry:
    first = held[0]
    # Begins with a date that is held, because several programs show the first one even if it is excluded; but not with
    # one that lasts through a clock change, because its length would be that of all.
    if page.all_day or first.planned_until - first.planned_at == page.ends_at - page.starts_at:
        days = days[days.index(first) :]
    return replace(
        told,
        starts_at=days[0].planned_at,
        ends_at=days[0].planned_until,
        rule=rule.text(series.first_on(page), _end(page, rule, len(days))),
        repeats=dates.repeats(rule, series.first_on(page), told.language),
        skipped=tuple(day.planned_at for day in days if day.is_skipped),
        overrides=tuple(
            ical.Override(
                of=day.planned_at,
                starts_at=day.starts_at,
                ends_at=day.ends_at,
                is_moved=day.is_moved,
                is_cancelled=day.is_cancelled,
                reason="" if day.reason == page.status_reason else day.reason,
                location=_location(page, day.venue),
                point=day.venue.point if day.venue else None,
            )
            for day in held
            if not day.is_regular
        ),
    )


def _end(page: EventPage, rule: Rule, number: int) -> str:
    """Return how the rule ends (RFC 5545 §3.3.10): at the end of its last day in UTC, or after so many dates.

    Whole days have dates, of which programs read UNTIL in two ways, and a series is never longer than MAX_DATES.
    """
    if rule.until is None or page.all_day or number in {1, MAX_DATES}:
        return f"COUNT={number}"
    last = datetime.combine(rule.until, time(23, 59, 59), ical.ZONE).astimezone(UTC)
    return f"UNTIL={last:%Y%m%dT%H%M%SZ}"


def schedule(page: EventPage, told: ical.Entry) -> str:
    """Return the part of an event whose change makes subscribers look again: date, time, place and status, of a series
    also the rule and its exceptions."""
    words = [_local(page.starts_at), _local(page.ends_at)]
    words += ["days" if page.all_day else "hours", page.status, told.location, page.online_url]
    if told.rule:
        words += [told.rule, "skipped", *map(_local, told.skipped)]
        for one in told.overrides:
            words += ["on", _local(one.of), _local(one.starts_at), _local(one.ends_at), one.location]
            words += ["cancelled"] if one.is_cancelled else []
    return " ".join(words)


def themes(page: EventPage) -> QuerySet[Theme]:
    """Return the themes of `page` as the database holds them."""
    return Theme.objects.filter(event_themes__content_object=page).order_by("name", "pk")


def _local(instant: datetime) -> str:
    return instant.astimezone(ical.ZONE).isoformat()


def _location(page: EventPage, venue: Venue | None) -> str:
    return venue.location if venue else page.online_url
