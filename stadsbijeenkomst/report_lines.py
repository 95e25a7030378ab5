"""The lines of a report after it was made: editors write them, and they follow their notes until those are deleted."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from .models import Note, ReportFile, ReportLine, ReportPage


class ChangedMeanwhile(Exception):
    """Some lines, `lines`, are no longer as the editor saw them."""

    def __init__(self, lines: Collection[int]) -> None:
        super().__init__(*lines)
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Change:
    """What an editor made of a line. `seen` is the `seal` of the line that the editor looked at."""

    line: int
    seen: str
    position: int
    text: str
    theme_id: int | None
    left_out: bool


def seal(line: ReportLine) -> str:
    """Return what names the words of a line and what an editor decided about it; its number is not part of that."""
    said = "\0".join([line.text, str(line.position), str(line.theme_id), str(line.left_out)])
    return hashlib.sha256(said.encode()).hexdigest()[:32]


@transaction.atomic
def rewrite(page: ReportPage, changes: Collection[Change]) -> None:
    """Write down what an editor made of lines of one report, all of them or none; locks them.

    A line of which the words changed is the editor's from now on. Refuses with ChangedMeanwhile when one of them was
    changed since: a moderator's neutral line must not make way for the words that it was to replace.
    """
    found = page.lines.select_for_update().in_bulk([change.line for change in changes])
    changed = [one.line for one in changes if one.line not in found or seal(found[one.line]) != one.seen]
    if changed:
        raise ChangedMeanwhile(changed)
    for change in changes:
        line = found[change.line]
        line.edited = line.edited or line.text != change.text
        line.text, line.position = change.text, change.position
        line.theme_id, line.left_out = change.theme_id, change.left_out
    ReportLine.objects.bulk_update(found.values(), ["edited", "text", "position", "theme", "left_out"], batch_size=200)
    ReportFile.objects.filter(report=page).delete()


def follow(note: Note) -> None:
    """Let the line of a note follow what became of the note: its number, and its words unless an editor wrote them.

    Part of the transaction that changed the note; locks the line. A line without notes keeps no word of them. The
    files of the report are made again, and kept answers go because a line was written.
    """
    if note.line_id is None:
        return
    # The first is its own; a topic that got another title has lines in other wijken too.
    named = Q(topic=note.group_id) if note.group_id else Q()
    for line in ReportLine.objects.select_for_update().filter(Q(pk=note.line_id) | named).order_by("pk"):
        if line.pk == note.line_id and note.question != line.question:
            Note.objects.filter(pk=note.pk).update(line=None)
        _recount(line)


def tidy(lines: Collection[int]) -> None:
    """Count lines anew of which notes were deleted, and delete those without any. Part of the transaction that deleted
    them; locks the lines."""
    for line in ReportLine.objects.select_for_update().filter(pk__in=lines).order_by("pk"):
        if Note.objects.filter(line=line).exists():
            _recount(line)
        else:
            ReportFile.objects.filter(report=line.report_id).delete()
            line.delete()


def _recount(line: ReportLine) -> None:
    shown = Note.objects.on_display().worded().filter(line=line).order_by("id")
    words = list(shown.values_list("wording", "group__title"))
    line.count = len(words)
    if not line.edited:
        line.text = line_text(words)
    line.save(update_fields=["count", "text"])
    ReportFile.objects.filter(report=line.report_id).delete()


def line_text(words: Sequence[tuple[str, str | None]]) -> str:
    """Return what a line says that nobody edited, of the wording and the topic's title of each note behind it: one
    note speaks for itself, several are called as their topic."""
    if not words:
        return ""
    wording, title = words[0]
    return wording if len(words) == 1 else title or wording
