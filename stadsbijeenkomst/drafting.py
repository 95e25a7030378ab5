"""How a report comes to be: from the notes to lines, and from a draft to a public page."""

from collections import Counter
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from . import decisions, proceedings, report, report_files
from .models import Note, ReportFile, ReportLine, ReportPage, StadsbijeenkomstPage

SLUG = "verslag"


@transaction.atomic
def draft(meeting: StadsbijeenkomstPage, user: Any = None) -> ReportPage:
    """Make the page of a report with its lines, unpublished; when it is there, take in what is new in the notes.

    `user` is who does it, for the history of the page. Locks as `gather`: of a button that was pressed twice, the
    second finds the page.
    """
    decisions.take_turn(meeting.pk)
    page = report.page_of(meeting)
    if page is None:
        title = Truncator(_("Report of %s") % meeting.title).chars(255)
        page = meeting.add_child(instance=ReportPage(title=title, slug=SLUG, live=False, owner=user))
        page.save_revision(user=user, log_action=True)
    gather(page)
    return page


@transaction.atomic
def gather(page: ReportPage) -> None:
    """Bring the lines of a report up to date with the notes on display, and bind each note to its line.

    What an editor wrote or left out stays, and so do themes and order; lines whose notes are deleted stay as they are.
    Takes the moderators' turn, and locks the notes on display before it reads them: what somebody hides or withdraws
    meanwhile waits, and then finds its line. Locks the lines too.
    """
    decisions.take_turn(page.meeting.pk)
    shown = Note.objects.on_display().filter(meeting=page.meeting)
    bound = dict(shown.select_for_update().order_by("id").values_list("id", "line"))
    lines = {line.pk: line for line in page.lines.select_for_update().order_by("pk")}
    place = {note: lines[line] for note, line in bound.items() if line is not None}
    last = max((line.position for line in lines.values()), default=0)
    new: list[ReportLine] = []
    taken: set[int] = set()
    for position, said in enumerate(report.gather(page.meeting), start=last + 1):
        notes = [note for note in said.notes if note in bound]
        if not notes:
            continue  # approved since they were locked; the next time they are taken in
        here = [place[note] for note in notes if note in place]
        here = [line for line in here if (line.wijk_id, line.question) == (said.wijk_id, said.question)]
        kept = {line.pk: line for line in here if _is_kept(line)}
        line = next(iter(kept.values()), None) or next((line for line in here if line.pk not in taken), None)
        if line is None:
            line = ReportLine(report=page, wijk_id=said.wijk_id, question=said.question, position=position)
            new.append(line)
        elif not kept:
            taken.add(line.pk)
        for note in notes:
            stays = note in place and place[note].pk in kept
            place[note] = place[note] if stays else line
        for one in [line, *kept.values()]:
            one.topic, one.votes, one.theme_id = said.line.topic, said.line.votes, one.theme_id or said.theme_id
        if not kept:
            line.text = said.line.text
    _store(page, lines, new, bound, place)


def publish(page: ReportPage) -> None:
    """What follows the publication of a report's page: it has lines, the meeting knows it, and its PDF is made."""
    if not page.lines.exists():
        gather(page)
    proceedings.publish_report(page.meeting)
    refresh(page)


def refresh(page: ReportPage) -> None:
    """Have the PDF of a public report made anew, after the commit; of a draft it is made when an editor asks."""
    if page.live:
        transaction.on_commit(partial(report_files.keep_pdf.enqueue, page.pk), robust=True)


def withdraw(page: ReportPage) -> None:
    """What follows when a report's page is no longer public: the meeting knows it."""
    proceedings.withdraw_report(page.meeting)


def _is_kept(line: ReportLine) -> bool:
    return line.edited or line.left_out


def _store(
    page: ReportPage,
    lines: dict[int, ReportLine],
    new: list[ReportLine],
    bound: dict[int, int | None],
    place: dict[int, ReportLine],
) -> None:
    """Write the lines down: `bound` is where each note was, `place` where it comes."""
    number = Counter(id(line) for line in place.values())
    touched = [line for pk, line in lines.items() if pk in set(bound.values()) or number[id(line)]]
    for line in [*new, *touched]:
        line.count = number[id(line)]
    ReportLine.objects.bulk_create(new)
    ReportLine.objects.bulk_update(touched, ["text", "count", "theme", "topic", "votes"], batch_size=500)
    moved = [Note(pk=note, line=line) for note, line in place.items() if bound[note] != line.pk]
    Note.objects.bulk_update(moved, ["line"], batch_size=500)
    # Their notes went to another line, and nobody wrote them.
    page.lines.filter(pk__in=[line.pk for line in touched if not line.count and not _is_kept(line)]).delete()
    ReportFile.objects.filter(report=page).delete()
