"""A calendar elsewhere becomes draft activities here, and later what changed there becomes a draft too.

Nothing is published by itself. An event is recognised by its UID; of what was imported before, only what nobody
changed here is written over, part by part: an editor may choose another title and still get the new hour.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from home import remote
from home.models import Theme
from home.remote import Unreachable

from . import calendar_file, calendar_parts
from .calendar_file import Found
from .calendar_lines import MAX_BYTES, Unreadable
from .calendar_parts import Parts
from .models import CalendarSource, EventPage, ImportedEvent

MAX_NEW = 200  # in one reading: the next one makes more
MAX_LINES = 500
User = Any  # whoever `AUTH_USER_MODEL` is, or None
GONE = "gone"  # stands for the digest of what is not in its calendar any more


@dataclass(frozen=True)
class Line:
    """One line of the report: what happened to which event, and why. `page` is the id of its page, if it has one.

    `kind` is made, changed, cancelled, kept (something was changed here), skipped, failed or counted.
    """

    kind: str
    title: str
    text: str
    page: int | None = None


def read_address(source: CalendarSource, user: User = None) -> list[Line]:
    """Fetch the calendar of `source`, make and change drafts, and keep the report with the source.

    `user` is who asked for it. An event that is no longer in the calendar gets a draft in which it is cancelled.
    """
    try:
        trusted = getattr(settings, "CALENDAR_IMPORT_TRUSTED", ())
        data = remote.fetch(source.address, MAX_BYTES, trusted, accept="text/calendar, */*;q=0.5")
    except Unreachable as refusal:
        return _keep(source, [Line("failed", "", str(refusal))])
    return read_file(source, data, user, is_whole=True)


def read_file(source: CalendarSource, data: bytes, user: User = None, is_whole: bool = False) -> list[Line]:
    """Make and change drafts from the bytes of a calendar file, and keep the report with the source.

    Repeatable: reading the same again changes nothing. `is_whole`: what is not in the file is not held any more.
    Each event is written in a transaction of its own, which locks the source, so that two readings at once make no
    event twice.
    """
    today = timezone.localdate()
    try:
        file = calendar_file.read(data, today)
    except Unreadable as refusal:
        return _keep(source, [Line("failed", "", str(refusal))])
    lines = [Line("skipped", title, reason) for title, reason in file.unfit]
    lines += _take_all(source, file.found, user)
    if is_whole and file.uids:
        lines += _cancel_what_is_gone(source, file.uids, today, user)
    if file.over:
        lines.append(Line("counted", "", _("Activities that are over: %(number)d.") % {"number": file.over}))
    if not file.uids:
        lines.append(Line("failed", "", _("There is no activity in this calendar, so nothing was changed.")))
    return _keep(source, lines)


def _keep(source: CalendarSource, lines: list[Line]) -> list[Line]:
    if len(lines) > MAX_LINES:
        more = _("And %(number)d lines more.") % {"number": len(lines) - MAX_LINES}
        lines = [*lines[:MAX_LINES], Line("counted", "", more)]
    source.report, source.read_at = [asdict(line) for line in lines], timezone.now()
    source.save(update_fields=["report", "read_at"])
    return lines


def _take_all(source: CalendarSource, events: list[Found], user: User) -> list[Line]:
    lines: list[Line] = []
    themes = {theme.pk: theme for theme in Theme.objects.all()}
    same = new = 0
    for found in events:
        if _is_own(found.uid):
            lines.append(Line("skipped", found.title, _("It is an activity of this site.")))
            continue
        if new >= MAX_NEW:
            lines.append(Line("skipped", "", _("There are more new activities. Read it again to make their drafts.")))
            break
        line = _take(source, found, themes, user)
        new += line is not None and line.kind == "made"
        same += line is None
        lines += [line] if line else []
    if same:
        lines.append(Line("counted", "", _("Activities that did not change: %(number)d.") % {"number": same}))
    return lines


def _is_own(uid: str) -> bool:
    """Say whether this is an activity that came from here and comes back through somebody else's calendar."""
    try:
        return EventPage.objects.filter(uid=uuid.UUID(uid)).exists()
    except ValueError:
        return False


@transaction.atomic
def _take(source: CalendarSource, found: Found, themes: Mapping[int, Theme], user: User) -> Line | None:
    """Make or change the draft of one event; None when there is nothing to do."""
    CalendarSource.objects.select_for_update().get(pk=source.pk)
    row = ImportedEvent.objects.filter(source=source, uid=found.uid).select_related("event").first()
    try:
        with transaction.atomic():
            return _change(row, found, themes, user) if row else _make(source, found, themes, user)
    except ValidationError as error:
        return Line("skipped", found.title, " ".join(error.messages), row.event_id if row else None)


def _make(source: CalendarSource, found: Found, themes: Mapping[int, Theme], user: User) -> Line:
    if found.is_cancelled:
        return Line("skipped", found.title, _("It is cancelled there."))
    parts = calendar_parts.of_event(found, _ids(themes))
    page = EventPage(live=False, owner=user, organiser=source.name)
    for name, value in parts.items():
        calendar_parts.put(page, name, value, themes)
    Page.objects.select_for_update().get(pk=source.parent_id).add_child(instance=page)
    page.save_revision(user=user, log_action=True)
    ImportedEvent.objects.create(source=source, uid=found.uid, event=page, written=parts, **_version(found))
    return Line("made", found.title, " ".join([_("A new draft."), *found.notes]), page.pk)


def _change(row: ImportedEvent, found: Found, themes: Mapping[int, Theme], user: User) -> Line | None:
    """Bring the newest draft of a page up to what changed there, in the parts that nobody changed here."""
    if row.digest == found.digest:
        return None
    if row.event is None:
        return Line("skipped", found.title, _("Its page was deleted here, so it does not come back."))
    if row.digest != GONE and _is_older(row, found):
        return Line("skipped", found.title, _("What was read before is newer."), row.event_id)
    wanted = calendar_parts.of_event(found, _ids(themes))
    line = _write(row, wanted, themes, user)
    for name, value in _version(found).items():
        setattr(row, name, value)
    row.save()
    return line


def _is_older(row: ImportedEvent, found: Found) -> bool:
    if row.sequence != found.sequence:
        return found.sequence < row.sequence
    return bool(row.changed_at and found.changed_at and found.changed_at < row.changed_at)


def _write(row: ImportedEvent, wanted: Parts, themes: Mapping[int, Theme], user: User) -> Line | None:
    """Write what is wanted into a new draft revision and into `row`, which the caller saves."""
    event = row.event
    if event is None or event.get_lock() is not None:
        # Not a refusal for ever: the row keeps its version, so that the next reading tries again.
        raise ValidationError(_("Its page is locked here, so nothing was changed."))
    page = event.get_latest_revision_as_object()
    held = calendar_parts.of_page(page)
    news = [name for name, value in wanted.items() if not calendar_parts.is_same(name, value, held[name])]
    kept = [name for name in news if not calendar_parts.is_same(name, held[name], row.written.get(name))]
    # What an editor chose stays the editor's: the part is not remembered as written by an import.
    row.written = row.written | {name: value for name, value in wanted.items() if name not in kept}
    for name in news:
        if name not in kept:
            calendar_parts.put(page, name, wanted[name], themes)
    if news and news != kept:
        page.save_revision(user=user, log_action=True)
    return _told(page, [name for name in news if name not in kept], kept) if news else None


def _told(page: EventPage, changed: list[str], kept: list[str]) -> Line:
    sentences = []
    if changed:
        words = ", ".join(str(calendar_parts.NAMES[name]) for name in changed)
        sentences.append(_("Changed there: %(parts)s.") % {"parts": words})
        sentences.append(_("A new draft waits to be published.") if page.live else _("The draft has it now."))
    if kept:
        words = ", ".join(str(calendar_parts.NAMES[name]) for name in kept)
        sentences.append(_("Changed both there and here, so left as it is here: %(parts)s.") % {"parts": words})
    is_off = "status" in changed and page.status == EventPage.Status.CANCELLED
    return Line("cancelled" if is_off else "changed" if changed else "kept", page.title, " ".join(sentences), page.pk)


def _cancel_what_is_gone(source: CalendarSource, uids: set[str], today: date, user: User) -> list[Line]:
    """Make a draft in which an event is cancelled, for each one that is to come and is not in its calendar now."""
    lines = []
    rows = ImportedEvent.objects.filter(source=source, event__isnull=False).exclude(digest=GONE)
    for pk in [row.pk for row in rows.order_by("pk") if row.uid not in uids]:
        with transaction.atomic():
            row = ImportedEvent.objects.select_for_update(of=("self",)).select_related("event").get(pk=pk)
            if row.event is None or _last_on(row.event) < today:
                continue
            try:
                line = _write(row, {"status": calendar_parts.cancelled()}, {}, user)
            except ValidationError as error:
                lines.append(Line("skipped", row.event.title, " ".join(error.messages), row.event_id))
                continue
            row.digest = GONE
            row.save()
            text = " ".join([_("It is not in the calendar any more."), *([line.text] if line else [])])
            lines.append(Line("cancelled", row.event.title, text, row.event_id))
    return lines


def _last_on(event: EventPage) -> date:
    page = event.get_latest_revision_as_object()
    zone = timezone.get_default_timezone()
    dates = page.rule.dates(page.starts_at.astimezone(zone).date())[-1:] if page.rule else []
    return max([page.ends_at.astimezone(zone).date(), *dates])


def _ids(themes: Mapping[int, Theme]) -> dict[str, int]:
    return {theme.name.casefold(): pk for pk, theme in themes.items()}


def _version(found: Found) -> dict[str, Any]:
    return {"sequence": found.sequence, "changed_at": found.changed_at, "digest": found.digest}
