"""What a coalition reached, told by its lead: a draft that an editor reads before everybody does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.db import transaction
from django.utils.html import escape
from wagtail.models import Page, WorkflowState

from events import rich_text

from .models import CoalitionPage, Result


class Changed(ValueError):
    """Somebody else wrote in the meantime."""


@dataclass(frozen=True)
class Figure:
    """A number that somebody counted, of what, and when."""

    number: int
    label: str
    counted_on: date


@dataclass(frozen=True)
class Told:
    """What was told last, also when it is not live yet. `version` changes with every draft."""

    text: str
    figures: list[Figure]
    version: str
    is_waiting: bool


def told(page: CoalitionPage) -> Told:
    """Return the results of a coalition as its newest draft has them, in plain text."""
    draft = page.get_latest_revision_as_object()
    return Told(
        text=_plain(draft.results),
        figures=[Figure(one.number, one.label, one.counted_on) for one in draft.figures.all()],
        version=str(page.latest_revision_id or ""),
        is_waiting=page.has_unpublished_changes,
    )


@transaction.atomic
def propose(page: CoalitionPage, *, text: str, figures: Sequence[Figure], version: str) -> bool:
    """Put results into a new draft of a coalition and hand it to the workflow; return whether anything is new.

    Words that did not change keep their links and bold letters. `version` is that of `told`: refuses with `Changed`
    when there is a newer draft by now. Locks the page.
    """
    page = CoalitionPage.objects.get(pk=Page.objects.select_for_update().get(pk=page.pk).pk)
    before = told(page)
    if before.text == text and before.figures == list(figures):
        return False
    if before.version != version:
        raise Changed
    draft = page.get_latest_revision_as_object()
    draft.results = _rich(text, draft.results)
    known = {one.label: one.pk for one in draft.figures.all()}
    draft.figures = [
        Result(
            pk=known.pop(one.label, None),
            number=one.number,
            label=one.label,
            counted_on=one.counted_on,
            sort_order=order,
        )
        for order, one in enumerate(figures)
    ]
    draft.save_revision(log_action=True)
    _hand_over(draft)
    return True


def _hand_over(page: CoalitionPage) -> None:
    state = page.current_workflow_state
    if state is None:
        if workflow := page.get_workflow():
            workflow.start(page, None)
    elif state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.resume()


def _blocks(html: str) -> list[Tag]:
    return [block for block in BeautifulSoup(html, "html.parser").contents if isinstance(block, Tag)]


def _plain(html: str) -> str:
    return "\n\n".join(_words(block) for block in _blocks(html)).strip()


def _words(block: Tag) -> str:
    return rich_text.plain(str(block)).strip()


def _rich(text: str, before: str) -> str:
    kept = {_words(block): str(block) for block in _blocks(before)}
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    return "".join(kept.get(part) or _paragraph(part) for part in parts if part)


def _paragraph(part: str) -> str:
    lines = part.split("\n")
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    return rich_text.rich(part)
