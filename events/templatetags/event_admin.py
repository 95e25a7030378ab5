"""What the templates in the admin ask for about the activity that is in hand."""

from django import template

from .. import notices, preview
from ..models import EventPage

register = template.Library()


@register.simple_tag
def event_dates(form) -> preview.Dates:
    """The next dates of the activity as the form has it."""
    return preview.upcoming(form.as_written())


@register.simple_tag
def event_refusals(form) -> list[tuple[str, list[str]]]:
    """What is wrong with the start, the end and the repetition: the label of the field and the sentences."""
    fields = ("starts_at", "ends_at", *(name for name in form.fields if name.startswith("repeat")))
    return [(form[name].label, form.errors[name]) for name in fields if name in form.errors]


@register.simple_tag
def event_hints(form) -> list[tuple[str, str]]:
    """Where the activity speaks of loneliness."""
    return preview.hints(form.as_written())


@register.simple_tag
def event_told(form) -> int:
    """How many people would get mail if the activity were published as the form has it."""
    event = form.as_written()
    return notices.would_be_told(event) if event.pk else 0


@register.simple_tag
def event_entry(page: EventPage) -> preview.Entry | None:
    """The activity as a calendar program shows it."""
    return preview.entry(page)
