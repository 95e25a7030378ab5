"""The letter to the council: a first text with the numbers, for an editor to go on with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from wagtail.models import Page

from home.models import CitySettings

from . import factsheet
from .factsheet import Factsheet, Number
from .factsheet_actions import Ended
from .models import FactsheetPage

LISTED = 10  # of what was done and of what was stopped; the factsheet has them all


@dataclass(frozen=True, slots=True)
class Changed:
    """A number that the first text was written with, and that is another one by now."""

    label: str
    was: int
    now: int


@transaction.atomic
def write(page: FactsheetPage, user: Any = None) -> FactsheetPage:
    """Put a first text of the letter into the draft of a factsheet, and return that draft; nothing is published.

    A text that was there is replaced; Wagtail's history keeps it. Locks the page.
    """
    Page.objects.select_for_update().get(pk=page.pk)
    draft = FactsheetPage.objects.get(id=page.pk).get_latest_revision_as_object()
    found, first = first_text(draft)
    draft.letter = str(first)
    draft.letter_on = timezone.localdate()
    draft.letter_numbers = found.values
    draft.save_revision(user=user, log_action=True, changed=True)
    return draft


def first_text(draft: FactsheetPage) -> tuple[Factsheet, SafeString]:
    """Return the numbers of a factsheet now and the letter that they give, in the language of its page."""
    site = draft.get_site()
    with override(draft.locale.language_code):
        found = factsheet.read(draft.starts_on, draft.ends_on)
        return found, text(found, CitySettings.for_site(site).organisation if site else "")


def text(found: Factsheet, sender: str = "") -> SafeString:
    """Return a letter with the numbers in sentences, as rich text in the active language."""
    said = [_opening(found), *(_paragraph(topic, numbers) for topic, numbers in found.topics)]
    parts = [format_html("<p>{}</p>", " ".join(sentences)) for sentences in said if sentences]
    parts.insert(0, format_html("<p>{}</p>", _("Dear members of the council,")))
    parts += _list(_("This was done:"), found.done)
    parts += _list(_("This was stopped, and this is why:"), found.stopped)
    parts.append(format_html("<p>{}</p>", _("Below this letter stand all numbers, and what each of them counts.")))
    parts.append(format_html("<p>{}<br/>{}</p>", _("Yours sincerely,"), sender))
    return SafeString("".join(parts))


def changed(page: FactsheetPage, found: Factsheet) -> list[Changed]:
    """Return which numbers changed since the first text was written, in the order of the factsheet.

    A number that is new since then, because another app counts along, is no change.
    """
    was = page.letter_numbers
    numbers = [(number.name, number.label, number.value) for number in found.numbers]
    tallies = [
        (f"actions_{one.status}_at_end", _("actions: %s") % one.label, one.number) for one in found.actions_by_status
    ]
    return [
        Changed(label, was[name], now) for name, label, now in [*numbers, *tallies] if name in was and was[name] != now
    ]


def _opening(found: Factsheet) -> list[str]:
    start, end = (date_format(day, "j F Y") for day in (found.starts_on, found.ends_on))
    return [
        _(
            "With this letter we tell you what residents, organisations and the city did together from %(start)s to"
            " %(end)s."
        )
        % {"start": start, "end": end},
        *([] if found.is_over else [_("That period is not over yet: these are the numbers until now.")]),
    ]


def _paragraph(topic: str, numbers: Iterable[Number]) -> list[str]:
    """A sentence for each number of a topic; of what there is none, a letter is silent.

    The numbers of an app above stand in one sentence, each in its own words, which name it after a number.
    """
    found = [number for number in numbers if number.value]
    said = [SENTENCES[one.name](one.value) % {"number": one.value} for one in found if one.name in SENTENCES]
    rest = ", ".join(f"{one.value} {one.label}" for one in found if one.name not in SENTENCES)
    return [*said, _("%(topic)s: %(numbers)s.") % {"topic": topic, "numbers": rest}] if rest else said


SENTENCES: dict[str, Callable[[int], str]] = {
    "coalitions": lambda n: ngettext("%(number)d coalition was at work.", "%(number)d coalitions were at work.", n),
    "coalitions_begun": lambda n: ngettext(
        "%(number)d of them began in this period.", "%(number)d of them began in this period.", n
    ),
    "coalitions_completed": lambda n: ngettext(
        "%(number)d of them was completed.", "%(number)d of them were completed.", n
    ),
    "activities": lambda n: ngettext(
        "%(number)d activity was held in the city.", "%(number)d activities were held in the city.", n
    ),
    "activities_of_coalitions": lambda n: ngettext(
        "%(number)d of them was of a coalition.", "%(number)d of them were of coalitions.", n
    ),
    "participants": lambda n: ngettext(
        "%(number)d person registered and had a place.", "%(number)d people registered and had a place.", n
    ),
    "partners": lambda n: ngettext("The network has %(number)d partner.", "The network has %(number)d partners.", n),
    "partners_taking_part": lambda n: ngettext(
        "%(number)d of them took part in a coalition.", "%(number)d of them took part in a coalition.", n
    ),
    "declarations": lambda n: ngettext(
        "%(number)d partner has signed a declaration of intent that stands.",
        "%(number)d partners have signed a declaration of intent that stands.",
        n,
    ),
    "declarations_signed": lambda n: ngettext(
        "%(number)d declaration was signed in this period.", "%(number)d declarations were signed in this period.", n
    ),
    "declarations_withdrawn": lambda n: ngettext(
        "%(number)d declaration was withdrawn.", "%(number)d declarations were withdrawn.", n
    ),
    "joined": lambda n: ngettext(
        "Through the site %(number)d resident or organisation joined a coalition.",
        "Through the site %(number)d residents and organisations joined a coalition.",
        n,
    ),
    "actions": lambda n: ngettext(
        "At the end of the period there was %(number)d action on the list.",
        "At the end of the period there were %(number)d actions on the list.",
        n,
    ),
    "actions_made": lambda n: ngettext("%(number)d of them was new.", "%(number)d of them were new.", n),
    "actions_done": lambda n: ngettext(
        "%(number)d action was done in this period.", "%(number)d actions were done in this period.", n
    ),
    "actions_stopped": lambda n: ngettext("%(number)d action was stopped.", "%(number)d actions were stopped.", n),
    "actions_overdue": lambda n: ngettext(
        "Of %(number)d action the date had passed.", "Of %(number)d actions the date had passed.", n
    ),
}


def _list(title: str, ended: tuple[Ended, ...]) -> list[SafeString]:
    if not ended:
        return []
    items = format_html_join("", "<li>{}: {}</li>", ((one.title, one.text or one.who) for one in ended[:LISTED]))
    more = len(ended) - LISTED
    rest = ngettext("and %d more", "and %d more", more) % more if more > 0 else ""
    return [format_html("<p>{}</p><ul>{}{}</ul>", title, items, format_html("<li>{}</li>", rest) if rest else "")]
